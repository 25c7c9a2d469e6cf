// Each formula as a function of lists.
type Named = { w: number[]; m: number[]; v: number[] };
const zip = (a: number[], b: number[], of: (x: number, y: number) => number) => a.map((x, i) => of(x, b[i]!));
const smooth = (old: number[], fresh: number[], beta: number) =>
  zip(old, fresh, (x, y) => beta * x + (1 - beta) * y);
const corrected = (list: number[], beta: number, t: number) => list.map((x) => x / (1 - beta ** t));
const adamwStep = (state: Named, g: number[], t: number, options: { [name: string]: number }): Named => {
  const { rate, beta1, beta2, epsilon, decay } = options as Record<string, number>;
  const m = smooth(state.m, g, beta1!);
  const v = smooth(
    state.v,
    g.map((x) => x * x),
    beta2!,
  );
  const step = zip(corrected(m, beta1!, t), corrected(v, beta2!, t), (x, y) => x / (y ** 0.5 + epsilon!));
  const all = zip(step, state.w, (x, w) => x + decay! * w);
  return { m, v, w: zip(state.w, all, (w, x) => w - rate! * x) };
};
