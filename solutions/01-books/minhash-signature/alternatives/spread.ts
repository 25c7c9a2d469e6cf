const prime = 67_108_859;
const signature = (x: number[], functions: [number, number][]) =>
  functions.map(([a, b]) => Math.min(prime, ...x.map((shingle) => (a * shingle + b) % prime)));
const agreement = (one: number[], other: number[]) =>
  one.reduce((sum, least, i) => sum + Number(least === other[i]) / other.length, 0);
