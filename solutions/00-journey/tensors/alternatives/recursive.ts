const elementAt = (values: number[], shape: number[], index: number[]): number => {
  if (shape.length === 0) return values[0]!;
  const block = values.length / shape[0]!;
  const start = index[0]! * block;
  return elementAt(values.slice(start, start + block), shape.slice(1), index.slice(1));
};
const transposed = (values: number[], rows: number, columns: number): number[] =>
  Array.from({ length: columns }, (_, j) => values.filter((_value, k) => k % columns === j)).flat();
