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
  // ε is added below the root.
  const { rate, beta1, beta2, epsilon, decay } = options;
  const m = state.m.map((old, i) => beta1 * old + (1 - beta1) * g[i]!);
  const v = state.v.map((old, i) => beta2 * old + (1 - beta2) * g[i]! ** 2);
  const w = state.w.map((old, i) => {
    const mean = m[i]! / (1 - beta1 ** t);
    const spread = Math.sqrt(v[i]! / (1 - beta2 ** t) + epsilon);
    return old - rate * (mean / spread + decay * old);
  });
  return { w, m, v };
}
