'use strict';

const size = (random, most) => 1 + Math.floor(most * random());
const zeros = (N) => new Array(N).fill(0);

function drawOptions(random) {
  return {
    rate: 10 ** (-3 + 3 * random()),
    beta1: 0.98 * random(),
    beta2: 0.8 + 0.199 * random(),
    epsilon: 10 ** (-8 + 7 * random()),
    decay: 0.01 + 0.3 * random(),
  };
}

/** Gradients of very different size. */
const drawGradient = ({ random, normal }, N) => normal(N).map((x) => x * 10 ** (4 * random() - 2));

/** A state in the middle of a run; `t` from 2. */
function drawState(kit, N = size(kit.random, 4)) {
  const m = drawGradient(kit, N);
  return { w: kit.normal(N), m, v: m.map((x) => x * x * (1 + kit.random())) };
}

function draw(kit, { t = 1 + size(kit.random, kit.random() < 0.5 ? 5 : 900), change = {} } = {}) {
  const state = drawState(kit);
  const options = { ...drawOptions(kit.random), ...change };
  return ['adamwStep', state, drawGradient(kit, state.w.length), t, options];
}

function drawFirst(kit, change = {}) {
  const w = kit.normal(size(kit.random, 4));
  const state = { w, m: zeros(w.length), v: zeros(w.length) };
  return ['adamwStep', state, drawGradient(kit, w.length), 1, { ...drawOptions(kit.random), ...change }];
}

module.exports = (kit) => {
  const { describe, it, learner, learnerWithArguments, reference, random, normal, close, same } = kit;
  const agrees = async (call) => close(await learner(...call), reference(...call));
  /** One of w, m, v, so that a check is about one idea. */
  const part = async (name, call) => close((await learner(...call))?.[name], reference(...call)[name]);

  describe('one step', () => {
    it(
      'what is kept',
      { tell: 'm or v after the step are others: smooth them, and keep them uncorrected.', weight: 2 },
      async () => {
        for (let round = 0; round < 4; round++) {
          const call = draw(kit);
          await part('m', call);
          await part('v', call);
        }
      },
    );
    it(
      'the first one',
      { tell: 'After the first step some weights are others: at t = 1 the correction matters most.' },
      async () => {
        for (let round = 0; round < 4; round++) await part('w', drawFirst(kit, { decay: 0 }));
      },
    );
    it(
      'a later one',
      { tell: 'In the middle of a run some weights come out otherwise, without any decay.', weight: 2 },
      async () => {
        for (let round = 0; round < 6; round++) await part('w', draw(kit, { change: { decay: 0 } }));
      },
    );
    it(
      'gradients of any size',
      { tell: 'With a tiny ε the first step is as large as the rate, whatever the size of the gradient.' },
      async () => {
        const change = { decay: 0, epsilon: 1e-14 };
        for (const scale of [1e-3, 1, 1e3]) {
          const [name, state, g, t, options] = drawFirst(kit, change);
          const scaled = g.map((x) => scale * x);
          const w = state.w.map((old, i) => old - options.rate * Math.sign(g[i]));
          close((await learner(name, state, scaled, t, options))?.w, w, 1e-7);
        }
      },
    );
    it('leaves its input', { tell: 'State, gradient or options have changed after the call.' }, async () => {
      const call = draw(kit);
      same((await learnerWithArguments(...call)).args, call.slice(1));
    });
  });

  describe('the decay', () => {
    it(
      'apart from the gradient',
      {
        tell: 'The decay takes another part of a weight: rate · decay · w, whatever the gradient.',
        weight: 2,
      },
      async () => {
        for (let round = 0; round < 6; round++) await agrees(draw(kit));
      },
    );
    it('alone', { tell: 'Where no gradient ever came, only the decay moves a weight.' }, async () => {
      const options = drawOptions(random);
      const w = normal(3);
      const state = { w, m: zeros(3), v: zeros(3) };
      close(await learner('adamwStep', state, zeros(3), size(random, 9), options), {
        w: w.map((old) => old * (1 - options.rate * options.decay)),
        m: zeros(3),
        v: zeros(3),
      });
    });
  });

  describe('a run', () => {
    it(
      'many steps, one after the other',
      {
        tell: 'Fed with its own states, step after step, your AdamW runs away from the right one.',
        weight: 2,
      },
      async () => {
        const options = { ...drawOptions(random), epsilon: 1e-3 };
        const w = normal(3);
        let [came, right] = [0, 0].map(() => ({ w, m: zeros(3), v: zeros(3) }));
        for (let t = 1; t <= 20; t++) {
          const g = drawGradient(kit, 3);
          came = await learner('adamwStep', came, g, t, options);
          right = reference('adamwStep', right, g, t, options);
          close(came, right, 1e-8);
        }
      },
    );
  });
};

module.exports.draw = (kit) => (kit.random() < 0.3 ? drawFirst(kit) : draw(kit));
