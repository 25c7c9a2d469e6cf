/**
 * Ordinary tfjs on `threads` against tfjs's own `cpu`, in one process and in turns: about a hundred operations and
 * their gradients at three sizes, the worst ratio first, and three whole programs. What counts is the first row: how
 * many are slower than on `cpu` by more than a tenth. BENCH_ONLY takes what has this text in its name.
 */
'use strict';

const { operations } = require('./support/operations.js');
const { programs } = require('./support/programs.js');

const SIZES = { 'about 100 values': 100, 'about 10,000': 10_000, 'about 1,000,000': 1_000_000 };
const BACKENDS = ['cpu', 'threads'];
const ROUNDS = 12;
/** What one turn lasts at least, in milliseconds, where a call is short. */
const TURN = 2;
/** How long a call is repeated before it is measured, so that V8 has compiled all of it. */
const WARM = 40;
/** No more turns after this time, but two. */
const PATIENCE = 60;
/** A call of this time needs no warming up, and is made only twice. */
const LONG = 40;
const SLOWER = 1.1;

/** Reproducible values: floats between 0.1 and 1.1, whole numbers below `below`, truth values. */
function tensorOf(tf, given, seed) {
  const { shape, below, bool } = Array.isArray(given) ? { shape: given } : given;
  let state = seed;
  const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  const length = shape.reduce((product, extent) => product * extent, 1);
  if (bool)
    return tf.tensor(
      Uint8Array.from({ length }, () => (random() < 0.5 ? 1 : 0)),
      shape,
      'bool',
    );
  if (below)
    return tf.tensor(
      Int32Array.from({ length }, () => random() * below),
      shape,
      'int32',
    );
  return tf.tensor(
    Float32Array.from({ length }, () => random() + 0.1),
    shape,
  );
}

/** What is measured of an operation: the calculation, and its gradient by every input that is a float. */
function callsOf(tf, { work, gradient }, tensors, size) {
  const calls = { '': () => work(tf, tensors, size) };
  if (size <= gradient) {
    const floats = tensors.filter(({ dtype }) => dtype === 'float32');
    const grads = tf.grads((...xs) => {
      const rest = [...xs];
      return work(tf, tensors.map((x) => (x.dtype === 'float32' ? rest.shift() : x)), size); // prettier-ignore
    });
    const slope = calls[''](); // grads would make one of ones, each time
    calls[', with gradient'] = () => grads(floats, slope);
  }
  return calls;
}

function timeOf(tf, call, repeats) {
  const start = performance.now();
  for (let i = 0; i < repeats; i++) {
    tf.engine().startScope();
    call();
    tf.engine().endScope();
  }
  return (performance.now() - start) / repeats;
}

/** How often one turn calls, so that it is long enough to measure; before that V8 has compiled what is called. */
function repeatsFor(tf, call) {
  const start = performance.now();
  for (let calls = 0; performance.now() - start < WARM && calls < 5000; calls++) timeOf(tf, call, 1);
  return Math.max(1, Math.ceil(TURN / timeOf(tf, call, 1)));
}

/** The best turn of each backend: what is left when nothing else disturbs. A call of a long time is made only once. */
async function measure(tf, callOn) {
  const best = {};
  const repeats = {};
  let start;
  for (let round = 0; round < ROUNDS; round++) {
    for (const backend of BACKENDS) {
      await tf.setBackend(backend);
      if (round === 0) best[backend] = timeOf(tf, callOn[backend], 1);
      if (best[backend] > LONG) repeats[backend] = 1;
      if (best[backend] > LONG && round > 0) continue;
      repeats[backend] ??= repeatsFor(tf, callOn[backend]);
      best[backend] = Math.min(best[backend], timeOf(tf, callOn[backend], repeats[backend]));
    }
    start ??= performance.now();
    if (performance.now() - start > PATIENCE) break;
  }
  return best;
}

const rowOf = (name, { threads, cpu }, unit) => {
  const factor = unit === 'µs' ? 1000 : 1;
  const ratio = threads / cpu;
  return { bench: 'ops', name, unit, ours: threads * factor, peer: cpu * factor, ratio, of: 'ratio' };
};

async function measureOperation(tf, operation) {
  const rows = [];
  for (const [title, size] of Object.entries(SIZES)) {
    const calls = {};
    const tensors = {};
    for (const backend of BACKENDS) {
      await tf.setBackend(backend);
      tensors[backend] = operation.inputs(size).map((given, i) => tensorOf(tf, given, i + 1));
      calls[backend] = callsOf(tf, operation, tensors[backend], size);
    }
    for (const what of Object.keys(calls.cpu)) {
      const times = await measure(tf, { cpu: calls.cpu[what], threads: calls.threads[what] });
      rows.push(rowOf(`${operation.name}${what}: ${title}`, times, 'µs'));
    }
    tf.dispose(tensors);
  }
  return rows;
}

async function measureProgram(tf, { name, make }) {
  const rounds = {};
  const best = {};
  for (const backend of BACKENDS) {
    await tf.setBackend(backend);
    rounds[backend] = make(tf);
    await rounds[backend]();
  }
  for (let round = 0; round < 3; round++) {
    for (const backend of BACKENDS) {
      await tf.setBackend(backend);
      const start = performance.now();
      await rounds[backend]();
      best[backend] = Math.min(best[backend] ?? Infinity, performance.now() - start);
    }
  }
  return { ...rowOf(name, best, 'ms'), goal: { max: 1 } };
}

exports.parts = [...Object.keys(operations), 'programs'];

exports.run = async ({ parts }) => {
  const tf = require('@tensorflow/tfjs');
  const { chooseBackend } = require('kernel-lib');
  process.env.BLOSSOM_BACKEND = 'threads';
  await chooseBackend();
  const wanted = ({ name }) => name.includes(process.env.BENCH_ONLY ?? '');
  const rows = [];
  for (const operation of parts.flatMap((part) => operations[part] ?? []).filter(wanted)) {
    rows.push(...(await measureOperation(tf, operation)));
  }
  rows.sort((a, b) => b.ratio - a.ratio);
  const whole = [];
  for (const program of parts.includes('programs') ? programs.filter(wanted) : []) {
    whole.push(await measureProgram(tf, program));
  }
  const slower = rows.filter(({ ratio }) => ratio > SLOWER).length;
  const count = {
    ...{ bench: 'ops', name: `slower than cpu by more than a tenth, of ${rows.length}`, unit: 'rows' },
    ...{ ours: slower, of: 'ours', goal: { max: 0 } },
  };
  return rows.length > 0 ? [count, ...whole, ...rows] : whole;
};
