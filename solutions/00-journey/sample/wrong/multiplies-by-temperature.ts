function chances(logits: number[], temperature: number): number[] {
  const m = Math.max(...logits);
  const powers = logits.map((z) => Math.exp((z - m) / temperature));
  const total = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / total);
}
function sampleTokens(logits: number[], temperature: number, uniform: number[]): number[] {
  if (temperature === 0) return uniform.map(() => logits.indexOf(Math.max(...logits)));
  const p = chances(logits, 1 / temperature);
  return uniform.map((u) => {
    let passed = 0;
    const token = p.findIndex((chance) => (passed += chance) > u);
    return token === -1 ? p.findLastIndex((chance) => chance > 0) : token;
  });
}
