function elementAt(values: number[], shape: number[], index: number[]): number {
  return values[shape.reduce((place, size, axis) => place * size + index[axis]!, 0)]!;
}
function transposed(values: number[], rows: number, columns: number): number[] {
  // Swaps the sizes and leaves the numbers where they are.
  return Array.from({ length: columns * rows }, (_, k) => values[k]!);
}
