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
  // Without the bias correction.
  const { rate, beta1, beta2, epsilon, decay } = options;
  const m = state.m.map((old, i) => beta1 * old + (1 - beta1) * g[i]!);
  const v = state.v.map((old, i) => beta2 * old + (1 - beta2) * g[i]! ** 2);
  const w = state.w.map((old, i) => {
    const mean = m[i]!;
    const spread = Math.sqrt(v[i]!);
    return old - rate * (mean / (spread + epsilon) + decay * old);
  });
  return { w, m, v };
}
