/** Layers of images on `threads` against tfjs's own `cpu`: convolutions, pools, batch normalisation, dense layers. */
import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { registerThreads } from 'kernel-lib/dist/backend/threads/index.js';
import { closeTo, compare, compareGradients, numbers } from './compare.js';

type Image = tf.Tensor4D;

const SHAPES: [number[], number[]][] = [
  [
    [1, 1, 1, 1],
    [1, 1, 1, 1],
  ],
  [
    [1, 5, 6, 1],
    [3, 3, 1, 4],
  ],
  [
    [2, 7, 5, 3],
    [3, 2, 3, 5],
  ],
  [
    [3, 9, 8, 4],
    [2, 4, 4, 1],
  ],
  [
    [2, 6, 7, 5],
    [1, 1, 5, 3],
  ],
  [
    [4, 24, 24, 8],
    [5, 5, 8, 16],
  ],
];

describe('threads: layers of images', () => {
  before(() => registerThreads());

  for (const pad of ['same', 'valid'] as const) {
    for (const strides of [1, 2] as const) {
      it(`conv2d and its gradients, ${pad}, strides ${strides}`, async () => {
        for (const shapes of SHAPES) {
          const work = (x: tf.Tensor, f: tf.Tensor) => tf.conv2d(x as Image, f as Image, strides, pad);
          await compare((x, f) => work(x!, f!), shapes, 1e-5);
          await compareGradients((x, f) => work(x!, f!), shapes, 1e-4);
        }
      });
    }
  }

  it('conv2d with dilations, with borders of its own, and of nothing', async () => {
    const shapes = [
      [2, 9, 8, 3],
      [3, 2, 3, 4],
    ];
    await compare((x, f) => tf.conv2d(x as Image, f as Image, 1, 'same', 'NHWC', 2), shapes, 1e-5);
    await compare((x, f) => tf.conv2d(x as Image, f as Image, 1, 'valid', 'NHWC', [2, 1]), shapes, 1e-5);
    await compare((x, f) => tf.conv2d(x as Image, f as Image, 1, 2), shapes, 1e-5);
    await compareGradients((x, f) => tf.conv2d(x as Image, f as Image, 2, 1), shapes, 1e-4);
    await compare(
      (x, f) => tf.conv2d(x as Image, f as Image, 1, 'same'),
      [
        [0, 4, 4, 2],
        [3, 3, 2, 2],
      ],
    );
    await compare(
      (x, f) => tf.conv2d(x as Image, f as Image, 1, 'same', 'NCHW'),
      [
        [2, 3, 5, 5],
        [3, 3, 3, 2],
      ],
      1e-5,
    );
  });

  it('conv2d of so many values that the images are taken in turns', async () => {
    await tf.setBackend('threads');
    tf.tidy(() => {
      const x: Image = tf.tensor4d(numbers([4, 1000, 1000, 1], 1), [4, 1000, 1000, 1]);
      const filter: Image = tf.tensor4d(numbers([3, 3, 1, 1], 2), [3, 3, 1, 1]);
      const gradients = tf.grads((image: tf.Tensor, f: tf.Tensor) =>
        tf
          .conv2d(image as Image, f as Image, 1, 'same')
          .square()
          .mul(1e-6),
      );
      const [dx, df] = gradients([x, filter]);
      const alone = tf.split(x, 4).map((image) => gradients([image, filter]));
      closeTo(dx!.dataSync(), tf.concat(alone.map(([part]) => part!)).dataSync(), 1e-6);
      closeTo(df!.dataSync(), tf.addN(alone.map(([, part]) => part!)).dataSync(), 1e-4);
    });
  });

  it('conv2d with bias and every activation', async () => {
    const shapes = [[2, 7, 5, 3], [3, 3, 3, 6], [6]];
    for (const activation of ['linear', 'relu', 'relu6', 'elu', 'leakyrelu', 'sigmoid'] as const) {
      await compare(
        (x, filter, bias) =>
          tf.fused.conv2d({
            ...{ x: x as Image, filter: filter as Image, strides: 1, pad: 'same', bias: bias!, activation },
            leakyreluAlpha: 0.3,
          }),
        shapes,
        1e-5,
      );
    }
  });

  it('transposed convolution', async () => {
    const work = (x: tf.Tensor, f: tf.Tensor) =>
      tf.conv2dTranspose(x as Image, f as Image, [2, 9, 11, 3], 2, 'same');
    await compare(
      (x, f) => work(x!, f!),
      [
        [2, 5, 6, 4],
        [3, 3, 3, 4],
      ],
      1e-5,
    );
    await compareGradients(
      (x, f) => work(x!, f!),
      [
        [2, 5, 6, 4],
        [3, 3, 3, 4],
      ],
      1e-4,
    );
  });

  it('transposed convolution of more than the forward one would have made', async () => {
    const work = (x: tf.Tensor, f: tf.Tensor) =>
      tf.conv2dTranspose(x as Image, f as Image, [1, 4, 4, 2], 1, 'same');
    const shapes = [
      [1, 8, 8, 3],
      [8, 8, 2, 3],
    ];
    await compare((x, f) => work(x!, f!), shapes, 1e-5);
  });

  it('pools of one pixel with borders', async () => {
    for (const kind of ['maxPool', 'avgPool'] as const) {
      await compare((x) => tf[kind](x as Image, 1, 2, 1, 'floor'), [[1, 2, 2, 3]], 0);
      await compare((x) => tf[kind](x as Image, 1, 1, 'same'), [[2, 3, 4, 2]], 0);
    }
  });

  it('depthwise convolution with one and with more filters a channel', async () => {
    for (const shapes of [
      [
        [2, 7, 5, 3],
        [3, 3, 3, 1],
      ],
      [
        [2, 7, 5, 6],
        [2, 3, 6, 2],
      ],
      [
        [1, 20, 20, 16],
        [3, 3, 16, 1],
      ],
    ]) {
      for (const pad of ['same', 'valid'] as const) {
        await compare((x, f) => tf.depthwiseConv2d(x as Image, f as Image, 1, pad), shapes, 1e-5);
        await compare((x, f) => tf.depthwiseConv2d(x as Image, f as Image, 2, pad), shapes, 1e-5);
        await compareGradients((x, f) => tf.depthwiseConv2d(x as Image, f as Image, 1, pad), shapes, 1e-4);
        await compareGradients((x, f) => tf.depthwiseConv2d(x as Image, f as Image, 2, pad), shapes, 1e-4);
      }
    }
  });

  it('images of another size, and the way back', async () => {
    for (const name of ['resizeBilinear', 'resizeNearestNeighbor'] as const) {
      for (const [shape, size] of [
        [
          [1, 1, 1, 1],
          [3, 3],
        ],
        [
          [2, 5, 5, 3],
          [9, 7],
        ],
        [
          [2, 8, 8, 5],
          [3, 4],
        ],
        [
          [1, 30, 30, 8],
          [61, 64],
        ],
      ] as const) {
        for (const [corners, half] of [
          [false, false],
          [true, false],
          [false, true],
        ] as const) {
          const work = (x: tf.Tensor) => tf.image[name](x as Image, [...size], corners, half);
          await compare((x) => work(x!), [[...shape]], 1e-5);
          // The gradients of cpu look at the pixel's place alone, never end for one pixel whose corners are aligned, and
          // of the nearest neighbours take the wrong image from the second on.
          const right = name === 'resizeBilinear' || shape[0] === 1;
          if (right && !half && !(corners && shape[1] === 1))
            await compareGradients((x) => work(x!), [[...shape]], 1e-5);
        }
      }
    }
    await compare((x) => tf.image.resizeNearestNeighbor(x as Image, [8, 8]), [[1, 4, 4, 2]], 0, true);
    await compare(
      (x) => tf.image.resizeNearestNeighbor(x as Image, [8, 8]),
      [{ shape: [1, 4, 4, 2], below: 9 }],
      0,
    );
  });

  it('the way back for images that are not square, and for pixels whose places are their centres', async () => {
    await tf.setBackend('threads');
    for (const [corners, half] of [
      [false, false],
      [true, false],
      [false, true],
    ] as const) {
      const slope = tf.grad((x: tf.Tensor) =>
        tf.image
          .resizeBilinear(x as Image, [7, 10], corners, half)
          .mul(tf.tensor(numbers([7, 10, 2], 3), [7, 10, 2])),
      )(tf.tensor(numbers([1, 3, 5, 2], 4), [1, 3, 5, 2]));
      assert.deepEqual(slope.shape, [1, 3, 5, 2]);
      // The function is linear: the slope at a pixel is the result of that pixel alone.
      const expected = Array.from({ length: 30 }, (_, i) => {
        const pixel = tf.tensor(
          Float32Array.from({ length: 30 }, (_, j) => Number(i === j)),
          [1, 3, 5, 2],
        );
        const alone = tf.image.resizeBilinear(pixel as Image, [7, 10], corners, half);
        return alone
          .mul(tf.tensor(numbers([7, 10, 2], 3), [7, 10, 2]))
          .sum()
          .dataSync()[0]!;
      });
      closeTo(slope.dataSync(), expected, 1e-5);
    }
  });

  it('the way back of nearest neighbours, image by image', async () => {
    await tf.setBackend('threads');
    const slope = tf.grad((x: tf.Tensor) => tf.image.resizeNearestNeighbor(x as Image, [9, 7]).square());
    const x = tf.tensor(numbers([3, 5, 4, 2], 7), [3, 5, 4, 2]);
    const alone = tf.concat(tf.split(x, 3).map((image) => slope(image)));
    closeTo(slope(x).dataSync(), alone.dataSync(), 0);
  });

  it('mirrors images', async () => {
    for (const shape of [
      [1, 1, 1, 1],
      [2, 3, 5, 3],
      [1, 40, 41, 8],
    ]) {
      await compare((x) => tf.image.flipLeftRight(x as Image), [shape], 0);
    }
  });

  for (const kind of ['maxPool', 'avgPool'] as const) {
    it(`${kind} and its gradient`, async () => {
      for (const shape of [
        [1, 1, 1, 1],
        [2, 5, 7, 3],
        [3, 8, 8, 4],
        [2, 20, 21, 9],
      ]) {
        for (const [size, strides, pad] of [
          [2, 2, 'valid'],
          [3, 1, 'same'],
          [[2, 3], [3, 2], 'same'],
          [1, 2, 'valid'],
        ] as const) {
          const work = (x: tf.Tensor) =>
            tf[kind](x as Image, size as number, strides as number, shape[1] === 1 ? 'same' : pad);
          await compare((x) => work(x!), [shape], 1e-6);
          await compareGradients((x) => work(x!), [shape], 1e-6);
        }
      }
      await compare((x) => tf[kind](x as Image, 2, 1, 'same'), [[1, 4, 4, 2]], 1e-6, kind === 'maxPool');
    });
  }

  it('batch normalisation by channel and by one number', async () => {
    const of = (x: tf.Tensor, mean: tf.Tensor, variance: tf.Tensor, offset?: tf.Tensor, scale?: tf.Tensor) =>
      tf.batchNorm(
        x,
        mean as tf.Tensor1D,
        tf.abs(variance) as tf.Tensor1D,
        offset as tf.Tensor1D,
        scale as tf.Tensor1D,
        0.01,
      );
    for (const shape of [
      [3, 4],
      [2, 5, 5, 7],
      [40, 33, 21],
    ]) {
      const channels = [shape.at(-1)!];
      await compare(
        (x, m, v, o, s) => of(x!, m!, v!, o!, s!),
        [shape, channels, channels, channels, channels],
        1e-5,
      );
      await compare((x, m, v) => of(x!, m!, v!), [shape, channels, channels], 1e-5);
      await compareGradients(
        (x, m, v, o, s) => of(x!, m!, v!, o!, s!),
        [shape, channels, channels, channels, channels],
        1e-3,
      );
    }
    await compare((x, m, v) => of(x!, m!, v!), [[3, 4], [1], [1]], 1e-5);
    await compare(
      (x, m, v) => of(x!, m!, v!),
      [
        [3, 4],
        [3, 4],
        [3, 4],
      ],
      1e-5,
    );
  });

  it('dense layers with bias and every activation', async () => {
    for (const activation of ['linear', 'relu', 'relu6', 'elu', 'leakyrelu', 'sigmoid'] as const) {
      for (const [M, K, N] of [
        [1, 3, 5],
        [7, 20, 9],
        [65, 300, 130],
      ] as const) {
        await compare(
          (a, b, bias) => tf.fused.matMul({ a: a!, b: b!, bias: bias!, activation, leakyreluAlpha: 0.1 }),
          [[M, K], [K, N], [N]],
          1e-4,
        );
      }
    }
    await compare(
      (a, b) => tf.fused.matMul({ a: a!, b: b!, transposeB: true, activation: 'relu' }),
      [
        [5, 3],
        [4, 3],
      ],
      1e-5,
    );
    await compare(
      (a, b, bias) => tf.fused.matMul({ a: a!, b: b!, bias: bias! }),
      [[5, 3], [3, 4], [1]],
      1e-5,
    );
    await compare(
      (a, b, bias) => tf.fused.matMul({ a: a!, b: b!, bias: bias! }),
      [
        [5, 3],
        [3, 4],
        [5, 1],
      ],
      1e-5,
    );
    await compare(
      (a, b, bias, weights) =>
        tf.fused.matMul({ a: a!, b: b!, bias: bias!, activation: 'prelu', preluActivationWeights: weights! }),
      [[5, 3], [3, 4], [4], [4]],
      1e-5,
    );
  });
});
