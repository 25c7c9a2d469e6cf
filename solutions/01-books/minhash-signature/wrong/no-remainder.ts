// Leaves the remainder out.
const P = 67_108_859;
function signature(x: number[], functions: [a: number, b: number][]): number[] {
  return functions.map(([a, b]) => {
    let least = P;
    for (const shingle of x) least = Math.min(least, a * shingle + b);
    return least;
  });
}
function agreement(one: number[], other: number[]): number {
  return one.filter((least, place) => least === other[place]).length / one.length;
}
