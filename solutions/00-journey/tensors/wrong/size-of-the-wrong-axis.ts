function elementAt(values: number[], shape: number[], index: number[]): number {
  // Multiplies by the number of rows instead of the number of columns.
  return values[index.reduce((place, i, axis) => place * shape[Math.max(0, axis - 1)]! + i, 0)]!;
}
function transposed(values: number[], rows: number, columns: number): number[] {
  return Array.from(
    { length: rows * columns },
    (_, k) => values[(k % rows) * columns + Math.floor(k / rows)]!,
  );
}
