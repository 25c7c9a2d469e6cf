const softmax = (z: readonly number[]): number[] => {
  const m = z.reduce((a, b) => (a > b ? a : b));
  const logTotal = Math.log(z.map((score) => Math.exp(score - m)).reduce((a, b) => a + b)) + m;
  return z.map((score) => Math.exp(score - logTotal));
};
