import { tensor2d, type Tensor2D } from '@tensorflow/tfjs';
const squaredDistances = (a: Tensor2D, b: Tensor2D): Tensor2D => {
  const [left, right] = [a.arraySync(), b.arraySync()];
  return tensor2d(
    left.map((p) => right.map((q) => p.reduce((sum, x, k) => sum + (x - q[k]!) ** 2, 0))),
    [left.length, right.length],
  );
};
