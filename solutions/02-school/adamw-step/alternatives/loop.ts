// One weight after the other, as PyTorch writes it: shrink first, then step.
interface Moments {
  w: number[];
  m: number[];
  v: number[];
}
function adamwStep(
  { w, m, v }: Moments,
  g: number[],
  t: number,
  { rate, beta1, beta2, epsilon, decay }: Record<'rate' | 'beta1' | 'beta2' | 'epsilon' | 'decay', number>,
): Moments {
  const next: Moments = { w: [...w], m: [...m], v: [...v] };
  const correction1 = 1 - Math.pow(beta1, t);
  const correction2 = 1 - Math.pow(beta2, t);
  for (let i = 0; i < g.length; i++) {
    next.m[i] = m[i]! + (g[i]! - m[i]!) * (1 - beta1);
    next.v[i] = v[i]! * beta2 + g[i]! * g[i]! * (1 - beta2);
    const denominator = Math.sqrt(next.v[i]!) / Math.sqrt(correction2) + epsilon;
    next.w[i]! *= 1 - rate * decay;
    next.w[i]! -= (rate / correction1) * (next.m[i]! / denominator);
  }
  return next;
}
