function chances(logits: number[], temperature: number): number[] {
  const m = Math.max(...logits);
  const powers = logits.map((z) => Math.exp((z - m) / temperature));
  const total = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / total);
}
function sampleTokens(logits: number[], temperature: number, uniform: number[]): number[] {
  // Every token alike.
  return uniform.map((u) => Math.floor(u * logits.length));
}
