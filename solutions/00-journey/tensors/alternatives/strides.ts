function elementAt(values: number[], shape: number[], index: number[]): number {
  const strides = new Array<number>(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1]! * shape[axis + 1]!;
  let place = 0;
  for (let axis = 0; axis < shape.length; axis++) place += strides[axis]! * index[axis]!;
  return values[place]!;
}
function transposed(values: number[], rows: number, columns: number): number[] {
  const result = new Array<number>(values.length);
  values.forEach((value, k) => {
    const [i, j] = [Math.floor(k / columns), k % columns];
    result[j * rows + i] = value;
  });
  return result;
}
