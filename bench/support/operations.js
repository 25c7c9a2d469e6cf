/**
 * The ordinary operations of tfjs that bench/ops.js measures. `inputs(size)` describes the tensors for about `size`
 * values: a shape (floats), or `{shape, below}` (whole numbers), or `{shape, bool: true}`. `gradient` is the largest size
 * at which the gradient is measured, too. The calculation gets `tf`, the tensors, and the size.
 */
'use strict';

/** Shapes with about `size` values. */
const vector = (size) => [size];
const matrix = (size) => [Math.sqrt(size), Math.sqrt(size)];
const cube = (size) => ({ 100: [4, 5, 5], 10_000: [20, 20, 25], 1_000_000: [100, 100, 100] })[size];
const image = (size) => ({ 100: [1, 5, 5, 4], 10_000: [4, 25, 25, 4], 1_000_000: [16, 64, 64, 16] })[size];
const side = (size) => Math.sqrt(size);

const one = (shapeOf) => (size) => [shapeOf(size)];
const two = (shapeOf) => (size) => [shapeOf(size), shapeOf(size)];
const whole = (shapeOf, count) => (size) =>
  Array.from({ length: count }, () => ({ shape: shapeOf(size), below: 1000 }));
const truths = (shapeOf, count) => (size) =>
  Array.from({ length: count }, () => ({ shape: shapeOf(size), bool: true }));

const operation = (name, inputs, work, { gradient = Infinity } = {}) => ({ name, inputs, work, gradient });
const plain = { gradient: 0 };
/** On cpu some gradients take minutes for a million values: gather's compares every value with every index. */
const small = { gradient: 10_000 };

/** Functions of one value under their own names; the values are positive, so that roots and logarithms are defined. */
const ofOne = (names, options) =>
  names.map((name) => operation(name, one(matrix), (tf, [x]) => tf[name](x), options));
const ofTwo = (names, options) =>
  names.map((name) => operation(name, two(matrix), (tf, [a, b]) => tf[name](a, b), options));

const elementwise = [
  ...ofOne(['abs', 'neg', 'square', 'sqrt', 'exp', 'log', 'log1p', 'expm1', 'sin', 'cos', 'tanh', 'sigmoid']),
  ...ofOne(['relu', 'relu6', 'elu', 'selu', 'leakyRelu', 'softplus', 'erf', 'reciprocal', 'rsqrt']),
  ...ofOne(['sign', 'round', 'floor', 'isNaN'], plain),
  operation('clipByValue', one(matrix), (tf, [x]) => tf.clipByValue(x, 0.2, 0.8)),
  ...ofTwo(['add', 'sub', 'mul', 'div', 'maximum', 'minimum', 'pow', 'squaredDifference', 'prelu']),
  ...ofTwo(['greater', 'equal', 'mod', 'floorDiv'], plain),
  operation(
    'add a row',
    (size) => [matrix(size), [side(size)]],
    (tf, [x, b]) => tf.add(x, b),
  ),
  operation('multiply by a number', one(matrix), (tf, [x]) => tf.mul(x, 3)),
  operation('pow 2', one(matrix), (tf, [x]) => tf.pow(x, 2)),
  operation(
    'addN of three',
    (size) => [vector(size), vector(size), vector(size)],
    (tf, xs) => tf.addN(xs),
  ),
  operation('add int32', whole(matrix, 2), (tf, [a, b]) => tf.add(a, b), plain),
  operation('mul int32', whole(matrix, 2), (tf, [a, b]) => tf.mul(a, b), plain),
  operation('less int32', whole(matrix, 2), (tf, [a, b]) => tf.less(a, b), plain),
  operation('logicalAnd', truths(matrix, 2), (tf, [a, b]) => tf.logicalAnd(a, b), plain),
  operation('logicalNot', truths(matrix, 1), (tf, [a]) => tf.logicalNot(a), plain),
  operation(
    'where',
    (size) => [{ shape: matrix(size), bool: true }, matrix(size), matrix(size)],
    (tf, [c, a, b]) => tf.where(c, a, b),
  ),
  operation('cast bool to float', truths(matrix, 1), (tf, [x]) => tf.cast(x, 'float32'), plain),
  operation('cast float to int', one(matrix), (tf, [x]) => tf.cast(x, 'int32'), plain),
];

const reductions = [
  operation('sum of all', one(matrix), (tf, [x]) => tf.sum(x)),
  operation('sum of rows', one(matrix), (tf, [x]) => tf.sum(x, 1)),
  operation('sum of columns', one(matrix), (tf, [x]) => tf.sum(x, 0)),
  operation('sum of axes 0 and 2', one(cube), (tf, [x]) => tf.sum(x, [0, 2])),
  operation('sum int32', whole(matrix, 1), (tf, [x]) => tf.sum(x, 1), plain),
  operation('mean of all', one(matrix), (tf, [x]) => tf.mean(x)),
  operation('max of rows', one(matrix), (tf, [x]) => tf.max(x, 1)),
  operation('min of all', one(matrix), (tf, [x]) => tf.min(x)),
  operation('prod of rows', one(matrix), (tf, [x]) => tf.prod(x, 1)),
  operation('argMax of rows', one(matrix), (tf, [x]) => tf.argMax(x, 1), plain),
  operation('argMin of columns', one(matrix), (tf, [x]) => tf.argMin(x, 0), plain),
  operation('all of rows', truths(matrix, 1), (tf, [x]) => tf.all(x, 1), plain),
  operation('any of all', truths(matrix, 1), (tf, [x]) => tf.any(x), plain),
  operation('cumsum of rows', one(matrix), (tf, [x]) => tf.cumsum(x, 1)),
  operation('logSumExp of rows', one(matrix), (tf, [x]) => tf.logSumExp(x, 1)),
  operation('softmax', one(matrix), (tf, [x]) => tf.softmax(x)),
  operation('logSoftmax', one(matrix), (tf, [x]) => tf.logSoftmax(x)),
  operation('moments', one(matrix), (tf, [x]) => tf.moments(x, 0).variance),
  operation('norm', one(matrix), (tf, [x]) => tf.norm(x)),
  operation('topk', one(matrix), (tf, [x]) => tf.topk(x, 3).values, plain),
];

const moves = [
  operation('reshape', one(matrix), (tf, [x], size) => tf.reshape(x, [size])),
  operation('transpose', one(matrix), (tf, [x]) => tf.transpose(x)),
  operation('transpose of three axes', one(cube), (tf, [x]) => tf.transpose(x, [1, 0, 2])),
  operation('slice', one(matrix), (tf, [x], size) => tf.slice(x, [1, 1], [side(size) - 2, side(size) - 2])),
  operation(
    'stridedSlice',
    one(matrix),
    (tf, [x], n) => tf.stridedSlice(x, [0, 0], [side(n), side(n)], [2, 2]),
    plain,
  ),
  operation('concat', two(matrix), (tf, [a, b]) => tf.concat([a, b], 1)),
  operation('stack', two(matrix), (tf, [a, b]) => tf.stack([a, b])),
  operation('split', one(matrix), (tf, [x]) => tf.split(x, 2, 1)[0]),
  operation(
    'unstack',
    (size) => [[2, size / 2]],
    (tf, [x]) => tf.unstack(x)[1],
  ),
  operation('pad', one(matrix), (tf, [x]) => tf.pad(x, [[1, 1], [2, 2]])), // prettier-ignore
  operation('mirrorPad', one(matrix), (tf, [x]) => tf.mirrorPad(x, [[1, 1], [2, 2]], 'reflect')), // prettier-ignore
  operation(
    'tile',
    one((size) => [side(size) / 2, side(size) / 2]),
    (tf, [x]) => tf.tile(x, [2, 2]),
  ),
  operation(
    'broadcastTo',
    one((size) => [1, side(size)]),
    (tf, [x], n) => tf.broadcastTo(x, [side(n), side(n)]),
  ),
  operation('reverse', one(matrix), (tf, [x]) => tf.reverse(x, 1)),
  operation(
    'gather of rows',
    (size) => [matrix(size), { shape: [side(size)], below: side(size) }],
    (tf, [x, i]) => tf.gather(x, i),
    small,
  ),
  operation(
    'gather of columns',
    (size) => [matrix(size), { shape: [side(size)], below: side(size) }],
    (tf, [x, i]) => tf.gather(x, i, 1),
    small,
  ),
  operation(
    'oneHot',
    (size) => [{ shape: [side(size)], below: side(size) }],
    (tf, [i], size) => tf.oneHot(i, side(size)),
    plain,
  ),
  operation(
    'zeros',
    () => [],
    (tf, _, size) => tf.zeros([size]),
    plain,
  ),
  operation(
    'fill',
    () => [],
    (tf, _, size) => tf.fill([size], 2.5),
    plain,
  ),
  operation(
    'range',
    () => [],
    (tf, _, size) => tf.range(0, size),
    plain,
  ),
  operation('onesLike', one(matrix), (tf, [x]) => tf.onesLike(x), plain),
  operation(
    'randomNormal',
    () => [],
    (tf, _, size) => tf.randomNormal([size]),
    plain,
  ),
];

const square = (size) => ({ 100: [10, 10], 10_000: [100, 100], 1_000_000: [400, 400] })[size];
const sigmoids = (tf, [x, y]) => tf.losses.sigmoidCrossEntropy(y, x);
const products = [
  operation('matMul 4×4', () => [[4, 4], [4, 4]], (tf, [a, b]) => tf.matMul(a, b)), // prettier-ignore
  operation('matMul of squares', two(square), (tf, [a, b]) => tf.matMul(a, b)),
  operation(
    'row × matrix',
    (size) => [[1, side(size)], matrix(size)],
    (tf, [a, b]) => tf.matMul(a, b),
  ),
  operation(
    'row × transposed',
    (size) => [[1, side(size)], matrix(size)],
    (tf, [a, b]) => tf.matMul(a, b, false, true),
  ),
  operation(
    'four rows × matrix',
    (size) => [[4, side(size)], matrix(size)],
    (tf, [a, b]) => tf.matMul(a, b),
  ),
  operation(
    'matrix × column',
    (size) => [matrix(size), [side(size), 1]],
    (tf, [a, b]) => tf.matMul(a, b),
  ),
  operation('many small', (size) => [[size / 100, 10, 10], [size / 100, 10, 10]], (tf, [a, b]) => tf.matMul(a, b)), // prettier-ignore
  operation('dot', two(vector), (tf, [a, b]) => tf.dot(a, b)),
  operation(
    'outerProduct',
    (size) => [[side(size)], [side(size)]],
    (tf, [a, b]) => tf.outerProduct(a, b),
  ),
  operation(
    'dense layer, fused',
    (size) => [[32, side(size)], matrix(size), [side(size)]],
    (tf, [a, b, bias]) => tf.fused.matMul({ a, b, bias, activation: 'relu' }),
    plain,
  ),
];

const filter = (shape, count) => [3, 3, shape[3], count];
const images = [
  operation(
    'conv2d 3×3',
    (n) => [image(n), filter(image(n), image(n)[3])],
    (tf, [x, w]) => tf.conv2d(x, w, 1, 'same'),
    small,
  ),
  operation(
    'conv2d 3×3, fused',
    (size) => [image(size), filter(image(size), image(size)[3]), [image(size)[3]]],
    (tf, [x, f, bias]) =>
      tf.fused.conv2d({ x, filter: f, strides: 1, pad: 'same', bias, activation: 'relu' }),
    plain,
  ),
  operation(
    'conv2d 1×1',
    (size) => [image(size), [1, 1, image(size)[3], image(size)[3]]],
    (tf, [x, f]) => tf.conv2d(x, f, 1, 'same'),
    small,
  ),
  operation(
    'depthwiseConv2d',
    (n) => [image(n), filter(image(n), 1)],
    (tf, [x, w]) => tf.depthwiseConv2d(x, w, 1, 'same'),
    small,
  ),
  operation('maxPool', one(image), (tf, [x]) => tf.maxPool(x, 2, 2, 'same')),
  operation('avgPool', one(image), (tf, [x]) => tf.avgPool(x, 2, 2, 'same')),
  operation('resizeBilinear', one(image), (tf, [x]) =>
    tf.image.resizeBilinear(x, [x.shape[1] * 2, x.shape[2] * 2]),
  ),
  operation('resizeNearestNeighbor', one(image), (tf, [x]) =>
    tf.image.resizeNearestNeighbor(x, [x.shape[1], 2 * x.shape[2]]),
  ),
  operation('flipLeftRight', one(image), (tf, [x]) => tf.image.flipLeftRight(x), plain),
  operation(
    'batchNorm',
    (size) => [image(size), [image(size)[3]], [image(size)[3]], [image(size)[3]], [image(size)[3]]],
    (tf, [x, mean, variance, offset, scale]) => tf.batchNorm(x, mean, variance, offset, scale),
  ),
];

const losses = [
  operation('losses.softmaxCrossEntropy', two(matrix), (tf, [x, y]) => tf.losses.softmaxCrossEntropy(y, x)),
  operation('losses.sigmoidCrossEntropy', two(matrix), sigmoids),
  operation('losses.meanSquaredError', two(matrix), (tf, [x, y]) => tf.losses.meanSquaredError(y, x)),
];

/** By the parts of the bench. */
exports.operations = { elementwise, reductions, moves, products, images, losses };
