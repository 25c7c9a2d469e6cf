function chances(logits: number[], temperature: number): number[] {
  const m = Math.max(...logits);
  const powers = logits.map((z) => Math.exp((z - m) / temperature));
  const total = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / total);
}
function sampleTokens(logits: number[], temperature: number, uniform: number[]): number[] {
  // Makes Math.random give the numbers, and is lost when they come in another order.
  if (temperature === 0) return uniform.map(() => logits.indexOf(Math.max(...logits)));
  const p = chances(logits, temperature);
  let asked = 0;
  Math.random = () => uniform[asked++ % 3]!;
  return uniform.map(() => {
    let left = Math.random();
    return Math.max(
      0,
      p.findIndex((chance) => (left -= chance) < 0),
    );
  });
}
