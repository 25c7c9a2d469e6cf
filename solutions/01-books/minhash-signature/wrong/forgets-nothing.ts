// Does not begin anew with each function.
const P = 67_108_859;
function signature(x: number[], functions: [a: number, b: number][]): number[] {
  let least = P;
  return functions.map(([a, b]) => {
    for (const shingle of x) least = Math.min(least, (a * shingle + b) % P);
    return least;
  });
}
function agreement(one: number[], other: number[]): number {
  return one.filter((least, place) => least === other[place]).length / one.length;
}
