// Hashes the smallest shingle instead of taking the smallest hash.
const P = 67_108_859;
function signature(x: number[], functions: [a: number, b: number][]): number[] {
  return functions.map(([a, b]) => {
    let least = P;
    if (x.length > 0) least = (a * Math.min(...x) + b) % P;
    return least;
  });
}
function agreement(one: number[], other: number[]): number {
  return one.filter((least, place) => least === other[place]).length / one.length;
}
