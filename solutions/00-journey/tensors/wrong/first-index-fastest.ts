function elementAt(values: number[], shape: number[], index: number[]): number {
  // Takes the first index as the one that moves fastest.
  let place = 0;
  for (let axis = shape.length - 1; axis >= 0; axis--) place = place * shape[axis]! + index[axis]!;
  return values[place]!;
}
function transposed(values: number[], rows: number, columns: number): number[] {
  return Array.from(
    { length: rows * columns },
    (_, k) => values[(k % rows) * columns + Math.floor(k / rows)]!,
  );
}
