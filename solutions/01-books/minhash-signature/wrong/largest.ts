// Keeps the largest hash.
const P = 67_108_859;
function signature(x: number[], functions: [a: number, b: number][]): number[] {
  return functions.map(([a, b]) => {
    let least = x.length === 0 ? P : 0;
    for (const shingle of x) least = Math.max(least, (a * shingle + b) % P);
    return least;
  });
}
function agreement(one: number[], other: number[]): number {
  return one.filter((least, place) => least === other[place]).length / one.length;
}
