/**
 * The fused optimizer kernels in plain JavaScript, as their comments in train/ define them, on tfjs's `cpu` backend.
 * They show that the seam says all that a kernel needs; a fast backend's own are tested against the pieces, too.
 */
import * as tf from '@tensorflow/tfjs';
import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs';

type Lists = Record<string, TensorInfo[]>;
type Attributes = Record<string, number> & { weightDecay: number & number[]; shapeFactors: number[] };
interface Cpu {
  data: { get(id: object): { values: Float32Array } };
  makeTensorInfo(shape: number[], dtype: string, values: Float32Array): TensorInfo;
}

const kernels: Record<
  string,
  (lists: Lists, values: (info: TensorInfo) => Float32Array, attrs: Attributes) => number[] | void
> = {
  BlossomSquaredNorms: ({ xs }, values) =>
    xs!.map((x) => values(x).reduce((sum, each) => sum + each * each, 0)),

  BlossomAdamW({ parameters, gradients, m, v }, values, attrs) {
    const { learningRate, beta1, beta2, epsilon, step, gradientScale } = attrs as Record<string, number>;
    parameters!.forEach((parameter, place) => {
      const [w, g, mean, spread] = [parameter, gradients![place]!, m![place]!, v![place]!].map(values);
      for (let i = 0; i < w!.length; i++) {
        const slope = g![i]! * gradientScale!;
        mean![i] = beta1! * mean![i]! + (1 - beta1!) * slope;
        spread![i] = beta2! * spread![i]! + (1 - beta2!) * slope * slope;
        const u =
          mean![i]! / (1 - beta1! ** step!) / (Math.sqrt(spread![i]! / (1 - beta2! ** step!)) + epsilon!);
        w![i] = w![i]! - learningRate! * (u + attrs.weightDecay[place]! * w![i]!);
      }
    });
  },

  BlossomMuon({ parameters, gradients, momenta }, values, attrs) {
    const { learningRate, momentum, weightDecay, rounds, gradientScale, smallestNorm } = attrs as Record<
      string,
      number
    >;
    parameters!.forEach((parameter, place) => {
      const [w, g, m] = [parameter, gradients![place]!, momenta![place]!].map(values);
      const ahead = m!.map((old, i) => {
        m![i] = momentum! * old + (1 - momentum!) * g![i]! * gradientScale!;
        return (1 - momentum!) * g![i]! * gradientScale! + momentum! * m![i]!;
      });
      const [rows, columns] = parameter.shape as [number, number];
      const u = orthogonal(
        ahead,
        rows,
        columns,
        rounds!,
        smallestNorm!,
        attrs['coefficients'] as unknown as number[],
      );
      const factor = attrs.shapeFactors[place]!;
      for (let i = 0; i < w!.length; i++)
        w![i] = w![i]! - learningRate! * (factor * u[i]! + weightDecay! * w![i]!);
    });
  },
};

function orthogonal(
  x: ArrayLike<number>,
  rows: number,
  columns: number,
  rounds: number,
  smallest: number,
  [a, b, c]: number[],
): number[] {
  const norm = Math.max(smallest, Math.hypot(...Array.from(x)));
  let u = Array.from(x, (value) => value / norm);
  const at = (matrix: number[], width: number) => (i: number, j: number) => matrix[i * width + j]!;
  const times = (p: number[], q: number[], n: number, k: number, m: number) =>
    Array.from({ length: n * m }, (_, place) => {
      let sum = 0;
      for (let i = 0; i < k; i++) sum += at(p, k)(Math.floor(place / m), i) * at(q, m)(i, place % m);
      return sum;
    });
  for (let round = 0; round < rounds; round++) {
    const turned = Array.from(
      { length: u.length },
      (_, place) => u[(place % rows) * columns + Math.floor(place / rows)]!,
    );
    const square = times(u, turned, rows, columns, rows);
    const fourth = times(square, square, rows, rows, rows);
    const polynomial = square.map((value, i) => b! * value + c! * fourth[i]!);
    const more = times(polynomial, u, rows, rows, columns);
    u = u.map((value, i) => a! * value + more[i]!);
  }
  return u;
}

/** Runs `work` with the kernels on the `cpu` backend. `calls` tells which were called. */
export function withFusedKernels(work: (calls: string[]) => void): void {
  const before = tf.getBackend();
  const calls: string[] = [];
  for (const [kernelName, run] of Object.entries(kernels)) {
    const kernelFunc: KernelFunc = ({ inputs, attrs, backend }) => {
      calls.push(kernelName);
      const cpu = backend as Cpu;
      const values = ({ dataId }: TensorInfo) => cpu.data.get(dataId).values;
      const result = run(inputs as unknown as Lists, values, attrs as unknown as Attributes);
      return result === undefined
        ? []
        : cpu.makeTensorInfo([result.length], 'float32', new Float32Array(result));
    };
    tf.registerKernel({ kernelName, backendName: 'cpu', kernelFunc });
  }
  try {
    work(calls);
  } finally {
    Object.keys(kernels).forEach((name) => tf.unregisterKernel(name, 'cpu'));
    if (tf.getBackend() !== before) throw new Error('The backend changed.');
  }
}
