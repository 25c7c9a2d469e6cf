interface AdamState {
  w: number[];
  m: number[];
  v: number[];
}
interface AdamOptions {
  rate: number;
  beta1: number;
  beta2: number;
  epsilon: number;
  decay: number;
}
function adamwStep(state: AdamState, g: number[], t: number, options: AdamOptions): AdamState {
  // β₁ says how much of the new one comes in.
  const { rate, beta1, beta2, epsilon, decay } = options;
  const m = state.m.map((old, i) => (1 - beta1) * old + beta1 * g[i]!);
  const v = state.v.map((old, i) => (1 - beta2) * old + beta2 * g[i]! ** 2);
  const w = state.w.map((old, i) => {
    const mean = m[i]! / (1 - beta1 ** t);
    const spread = Math.sqrt(v[i]! / (1 - beta2 ** t));
    return old - rate * (mean / (spread + epsilon) + decay * old);
  });
  return { w, m, v };
}
