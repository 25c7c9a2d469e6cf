/** The array, at least twice as long and at least `needed`. */
export function grown<A extends Int32Array | Uint16Array | Float64Array>(
  array: A,
  needed: number,
  make: (length: number) => A,
): A {
  const larger = make(Math.max(needed, 2 * array.length));
  larger.set(array);
  return larger;
}
