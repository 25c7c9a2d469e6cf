const P = 67_108_859;
function signature(x: readonly number[], functions: readonly (readonly [number, number])[]): number[] {
  const least: number[] = new Array<number>(functions.length).fill(P);
  for (const shingle of x) {
    for (const [i, [a, b]] of functions.entries()) {
      const hash = Number((BigInt(a) * BigInt(shingle) + BigInt(b)) % BigInt(P));
      if (hash < least[i]!) least[i] = hash;
    }
  }
  return least;
}
function agreement(one: number[], other: number[]): number {
  let same = 0;
  for (let i = 0; i < one.length; i++) same += one[i] === other[i] ? 1 : 0;
  return same / one.length;
}
