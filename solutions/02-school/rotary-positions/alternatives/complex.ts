// A pair as a complex number, multiplied by e^(iθ); the speeds one from the other.
const rotate = (x: number[], position: number, base = 1e4): number[] => {
  const half = x.length / 2;
  const ratio = Math.exp((-2 * Math.log(base)) / x.length);
  const points = x.slice(0, half).map((re, i) => ({ re, im: x[half + i]! }));
  let speed = 1;
  const turned = points.map(({ re, im }) => {
    const by = { re: Math.cos(position * speed), im: Math.sin(position * speed) };
    speed *= ratio;
    return { re: re * by.re - im * by.im, im: re * by.im + im * by.re };
  });
  return [...turned.map(({ re }) => re), ...turned.map(({ im }) => im)];
};
// The key turned back, where the other one turns the query on.
const relativeScore = (q: number[], k: number[], distance: number, base = 1e4): number => {
  const turned = rotate(k, -distance, base);
  let sum = 0;
  for (let i = 0; i < q.length; i++) sum += q[i]! * turned[i]!;
  return sum;
};
