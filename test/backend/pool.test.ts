/** The threads and the memory of the backend `threads`, in processes of their own where that is the point. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { Allocator, sizeClass } from 'kernel-lib/dist/backend/threads/allocator.js';
import { Session } from 'kernel-lib/dist/kernel/session.js';
import { resultOf, runAndInterrupt } from '../kernel/run.js';
import { root } from '../support/paths.js';

/** Makes `tf` ready, with `sum(tensor)`: a number in which every bit of the values counts. */
const READY = `
const tf = require('@tensorflow/tfjs');
const { chooseBackend } = require('kernel-lib');
const sum = (x) => { let h = 0; for (const bits of new Int32Array(x.dataSync().buffer)) h = (Math.imul(h, 31) + bits) | 0; return h; };
const values = (n, seed) => Float32Array.from({ length: n }, (_, i) => Math.sin(i * 12.9898 + seed));
const big = () => tf.matMul(tf.tensor2d(values(300 * 200, 1), [300, 200]), tf.tensor2d(values(200 * 333, 2), [200, 333]));
`;

/** Runs a program; it must end by itself, in good order, and say nothing on stderr. */
function say(program: string, env: Record<string, string> = {}, flags: string[] = []): string[] {
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [...flags, '-e', READY + program], {
    cwd: root,
    env: { ...process.env, BLOSSOM_BACKEND: 'threads', ...env },
    encoding: 'utf8',
    timeout: 60_000,
  });
  assert.deepEqual({ status, signal, stderr }, { status: 0, signal: null, stderr: '' });
  return stdout.trim().split('\n');
}

describe('threads: the pool', function () {
  this.timeout(120_000);

  const SUMS = `
    const x = tf.tensor2d(values(700 * 900, 3), [700, 900]);
    const all = [big(), tf.softmax(x), x.sum(0), x.mean(1), x.sum(), x.exp().add(x), x.transpose()];
    const image = tf.reshape(x, [10, 70, 100, 9]);
    const filter = tf.tensor4d(values(3 * 3 * 9 * 4, 4), [3, 3, 9, 4]);
    all.push(...tf.grads((a, b) => tf.maxPool(tf.conv2d(a, b, 1, 'same'), 2, 2, 'same').square())([image, filter]));
    all.push(tf.dot(x.flatten(), x.flatten()), x.slice([0], [1]).matMul(x, false, true), x.cumsum(1), image.sum([0, 2]));
    console.log(JSON.stringify(all.map(sum)));`;
  const WORK = `chooseBackend().then(() => { ${SUMS} });`;

  it('gives the same bits on one, two and three threads', () => {
    const [one, two, three] = ['1', '2', '3'].map((BLOSSOM_THREADS) => say(WORK, { BLOSSOM_THREADS }));
    assert.match(one![0]!, /1 thread,/);
    assert.match(three![0]!, /3 threads,/);
    assert.equal(one![1], two![1]);
    assert.equal(one![1], three![1]);
  });

  it('works with an ordinary memory and one thread where there is no SharedArrayBuffer', () => {
    const [, shared] = say(WORK, { BLOSSOM_THREADS: '1' });
    const [line, bits, kind] = say(
      `delete globalThis.SharedArrayBuffer;
      chooseBackend().then(() => {
        ${SUMS}
        const { integers, pool } = tf.backend();
        console.log(integers.buffer.constructor.name, pool.threads);
      });`,
      { BLOSSOM_THREADS: '2' },
    );
    assert.match(line!, /1 thread,/);
    assert.equal(bits, shared);
    assert.equal(kind, 'ArrayBuffer 1');
  });

  it('ends its workers with the backend, and goes on without them', () => {
    const program = `chooseBackend().then(async () => {
      const first = sum(big());
      const kept = tf.backend();
      const before = kept.pool.running;
      kept.dispose();
      for (let i = 0; i < 500 && kept.pool.running > 0; i++) await new Promise((done) => setTimeout(done, 10));
      console.log(before, kept.pool.running, sum(big()) === first);
    });`;
    assert.equal(say(program, { BLOSSOM_THREADS: '3' }).at(-1), '2 0 true');
  });

  it('watches small tensors that live long', () => {
    const program = `chooseBackend().then(async () => {
      const rest = async () => { gc(); await new Promise((done) => setTimeout(done, 20)); };
      const start = tf.memory().sharedBytes;
      for (let i = 0; i < 4000; i++) { tf.zeros([4000]).add(1); if (i % 200 === 0) await rest(); }
      for (let i = 0; i < 300; i++) tf.tidy(() => tf.zeros([4000]).add(1));
      for (let i = 0; i < 5; i++) await rest();
      console.log(tf.memory().sharedBytes - start < 20e6);
    });`;
    assert.equal(say(program, {}, ['--expose-gc']).at(-1), 'true');
  });

  it('refuses a number of threads that is none', () => {
    const { status, stderr } = spawnSync(process.execPath, ['-e', `${READY} chooseBackend();`], {
      ...{ cwd: root, encoding: 'utf8', timeout: 60_000 },
      env: { ...process.env, BLOSSOM_BACKEND: 'threads', BLOSSOM_THREADS: 'two' },
    });
    assert.notEqual(status, 0);
    assert.match(stderr, /BLOSSOM_THREADS is "two"/);
  });

  it('works in a forked process and in a worker thread beside its own', () => {
    const inside = `(async () => { await chooseBackend(); console.log('sum', sum(big())); })()`;
    const program = `
const { fork } = require('child_process');
const { Worker } = require('worker_threads');
if (process.env.INSIDE === '1') { ${inside}; } else {
  (async () => {
    await chooseBackend();
    console.log('sum', sum(big()));
    await new Promise((done) => new Worker(${JSON.stringify(READY + inside)}, { eval: true }).on('exit', done));
    const file = require('path').join(require('os').tmpdir(), 'threads-fork-' + process.pid + '.js');
    require('fs').writeFileSync(file, 'process.chdir(' + JSON.stringify(process.cwd()) + ');'
      + 'require = require("module").createRequire(process.cwd() + "/x.js");' + ${JSON.stringify(READY + inside)});
    await new Promise((done) => fork(file).on('exit', done));
    require('fs').rmSync(file);
  })();
}`;
    const sums = say(program, { BLOSSOM_THREADS: '2' }).filter((line) => line.startsWith('sum'));
    assert.equal(sums.length, 3);
    assert.equal(new Set(sums).size, 1);
  });

  it('gives memory back that nobody disposed of', () => {
    const program = `chooseBackend().then(async () => {
      for (let i = 0; i < 200; i++) {
        tf.zeros([512, 512]).add(1);
        if (i % 20 === 0) { gc(); await new Promise((done) => setTimeout(done, 5)); }
      }
      gc(); await new Promise((done) => setTimeout(done, 50)); gc(); await new Promise((done) => setTimeout(done, 50));
      console.log(tf.memory().sharedBytes < 60e6);
    });`;
    assert.equal(say(program, {}, ['--expose-gc']).at(-1), 'true');
  });

  it('goes on after an interrupt in the middle of its work', async () => {
    const session = await Session.start({ cwd: tmpdir() });
    try {
      await resultOf(
        session,
        `import * as tf from '@tensorflow/tfjs'; import { chooseBackend } from 'kernel-lib';
await chooseBackend({ prefer: 'threads' });
const a = tf.randomUniform([600, 600], -1, 1, 'float32', 1);
const right = tf.matMul(a, a).dataSync();`,
      );
      for (let round = 0; round < 3; round++) {
        const { reply } = await runAndInterrupt(
          session,
          `console.log('go'); for (;;) tf.tidy(() => { tf.matMul(a, a); tf.softmax(a); });`,
        );
        assert.equal(reply.error?.ename, 'KeyboardInterrupt');
        const same = `tf.tidy(() => tf.matMul(a, a).dataSync()).every((value, i) => value === right[i])`;
        assert.equal(await resultOf(session, same), 'true');
      }
    } finally {
      await session.dispose();
    }
  });
});

describe('threads: the allocator', () => {
  const PAGE = 65_536;
  function allocator(pages: number) {
    const state = { byteLength: PAGE, grown: 0 };
    const memory = {
      buffer: state,
      grow: (by: number) => void ((state.byteLength += by * PAGE), (state.grown += 1)),
    };
    const made = new Allocator(
      memory as unknown as ConstructorParameters<typeof Allocator>[0],
      0,
      pages,
      () => {},
    );
    return { made, state };
  }

  it('rounds sizes up by an eighth at most, to whole cache lines', () => {
    for (let bytes = 1; bytes < 1e6; bytes = Math.ceil(bytes * 1.07)) {
      const size = sizeClass(bytes);
      assert.ok(
        size >= bytes && size % 64 === 0 && size <= Math.max(bytes * 1.126, bytes + 64),
        `${bytes} → ${size}`,
      );
    }
  });

  it('uses a freed block again, and never gives one out twice', () => {
    const { made } = allocator(100);
    const first = made.allocate(1000);
    const second = made.allocate(1000);
    assert.notEqual(first, second);
    made.release(first, 1000);
    assert.equal(made.allocate(1000), first);
    made.release(first, 1000);
    made.release(second, 1000);
    assert.equal(made.used, 0);
  });

  it('joins free neighbours before the memory grows', () => {
    const { made, state } = allocator(100);
    const blocks = Array.from({ length: 60 }, () => made.allocate(1024));
    blocks.forEach((block) => made.release(block, 1024));
    made.allocate(60_000);
    assert.equal(state.grown, 0);
  });

  it('keeps blocks apart through thousands of random calls', () => {
    const { made } = allocator(400);
    let seed = 7;
    const random = (n: number) => (seed = (seed * 48271) % 2147483647) % n;
    const held: { start: number; bytes: number }[] = [];
    for (let i = 0; i < 5000; i++) {
      if (held.length > 40 || (held.length > 0 && random(3) === 0)) {
        const [one] = held.splice(random(held.length), 1);
        made.release(one!.start, one!.bytes);
      } else {
        const bytes = random(20_000);
        const start = made.allocate(bytes);
        const hit = held.find(
          (one) => start < one.start + one.bytes && one.start < start + Math.max(1, bytes),
        );
        assert.equal(hit, undefined);
        held.push({ start, bytes });
      }
    }
  });

  it('says how much is in use where the limit is reached', () => {
    const { made } = allocator(2);
    made.allocate(100_000);
    assert.throws(
      () => made.allocate(100_000),
      /no memory for a tensor of 0\.1 MB: 0\.1 MB of 0\.1 MB are in use/,
    );
    assert.throws(() => made.allocate(Number.NaN), /cannot have NaN bytes/);
  });
});
