interface AdamState {
  w: number[];
  m: number[];
  v: number[];
}
interface AdamOptions {
  rate: number;
  epsilon: number;
  decay: number;
}
// The usual β₁ and β₂, whatever is given.
const [beta1, beta2] = [0.9, 0.95];
function adamwStep(state: AdamState, g: number[], t: number, options: AdamOptions): AdamState {
  const { rate, epsilon, decay } = options;
  const m = state.m.map((old, i) => beta1 * old + (1 - beta1) * g[i]!);
  const v = state.v.map((old, i) => beta2 * old + (1 - beta2) * g[i]! ** 2);
  const w = state.w.map((old, i) => {
    const mean = m[i]! / (1 - beta1 ** t);
    const spread = Math.sqrt(v[i]! / (1 - beta2 ** t));
    return old - rate * (mean / (spread + epsilon) + decay * old);
  });
  return { w, m, v };
}
