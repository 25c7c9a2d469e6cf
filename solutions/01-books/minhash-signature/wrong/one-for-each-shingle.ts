// A number for each shingle, over all functions.
const P = 67_108_859;
function signature(x: number[], functions: [a: number, b: number][]): number[] {
  return x.map((shingle) => Math.min(P, ...functions.map(([a, b]) => (a * shingle + b) % P)));
}
function agreement(one: number[], other: number[]): number {
  return one.filter((least, place) => least === other[place]).length / one.length;
}
