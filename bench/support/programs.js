/** Whole ordinary programs for bench/ops.js: each makes a model and its data, and returns one round of training. */
'use strict';

const quiet = { verbose: 0, shuffle: false, yieldEvery: 'never', epochs: 1 };
const labels = (tf, count, classes) =>
  tf.oneHot(
    tf.tensor1d(
      [...Array(count).keys()].map((i) => i % classes),
      'int32',
    ),
    classes,
  );

function train(model, xs, ys, batchSize, loss = 'categoricalCrossentropy') {
  model.compile({ optimizer: 'adam', loss });
  return () => model.fit(xs, ys, { ...quiet, batchSize });
}

/** 28×28 inputs, two dense layers. */
function mlp(tf) {
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ units: 128, activation: 'relu', inputShape: [784] }),
      tf.layers.dense({ units: 10, activation: 'softmax' }),
    ],
  });
  return train(model, tf.randomUniform([512, 784], 0, 1, 'float32', 1), labels(tf, 512, 10), 32);
}

function convnet(tf) {
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({ filters: 8, kernelSize: 5, activation: 'relu', inputShape: [28, 28, 1] }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.conv2d({ filters: 16, kernelSize: 5, activation: 'relu' }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.flatten(),
      tf.layers.dropout({ rate: 0.2, seed: 1 }),
      tf.layers.dense({ units: 10, activation: 'softmax' }),
    ],
  });
  return train(model, tf.randomUniform([64, 28, 28, 1], 0, 1, 'float32', 1), labels(tf, 64, 10), 32);
}

/** Words, an LSTM over 20 of them, a yes or no. */
function lstm(tf) {
  const model = tf.sequential({
    layers: [
      tf.layers.embedding({ inputDim: 1000, outputDim: 32, inputLength: 20 }),
      tf.layers.lstm({ units: 32 }),
      tf.layers.dense({ units: 1, activation: 'sigmoid' }),
    ],
  });
  const words = tf.randomUniform([64, 20], 0, 1000, 'int32', 1).toFloat();
  return train(model, words, labels(tf, 64, 2).slice([0, 0], [64, 1]), 32, 'binaryCrossentropy');
}

exports.programs = [
  { name: 'MLP 784-128-10, fit of 512 rows by 32, Adam', make: mlp },
  { name: 'convnet 28×28, fit of 64 images by 32, Adam', make: convnet },
  { name: 'embedding and LSTM of 20 words, fit of 64 rows by 32, Adam', make: lstm },
];
