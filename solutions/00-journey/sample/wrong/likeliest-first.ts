function chances(logits: number[], temperature: number): number[] {
  const m = Math.max(...logits);
  const powers = logits.map((z) => Math.exp((z - m) / temperature));
  const total = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / total);
}
function sampleTokens(logits: number[], temperature: number, uniform: number[]): number[] {
  // Sorts first, as top-p does: the same chances, other tokens.
  if (temperature === 0) return uniform.map(() => logits.indexOf(Math.max(...logits)));
  const p = chances(logits, temperature);
  const order = p.map((_, token) => token).sort((a, b) => p[b]! - p[a]!);
  return uniform.map((u) => {
    let passed = 0;
    return order.find((token) => (passed += p[token]!) > u) ?? order[0]!;
  });
}
