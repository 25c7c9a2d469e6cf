'use strict';

const below = (random, limit) => Math.floor(limit * random());

function draw(
  { random },
  {
    steps = 1 + below(random, 60),
    warmUp = below(random, steps),
    decayShare = random() < 0.3 ? below(random, 3) / 2 : random(),
    floor = random() < 0.5 ? 0 : random(),
    s = below(random, steps + 4),
  } = {},
) {
  return ['factorAt', s, { steps, warmUp, decayShare, floor }];
}

module.exports = (kit) => {
  const { describe, it, learner, learnerWithArguments, reference, random, same, close } = kit;
  const agree = async (call) => close(await learner(...call), reference(...call));
  const everyStep = async (schedule) => {
    for (let s = 0; s < schedule.steps; s++) await agree(['factorAt', s, schedule]);
  };

  describe('warm-up', () => {
    it('step by step', { tell: 'During the warm-up some factor differs.', weight: 2 }, async () => {
      for (let round = 0; round < 3; round++) {
        const warmUp = 2 + below(random, 9);
        await everyStep({ steps: warmUp + 2, warmUp, decayShare: 0, floor: 0 });
      }
    });
    it('none', { tell: 'Without a warm-up the first step has the whole rate.' }, async () => {
      const steps = 5 + below(random, 9);
      same(
        await learner('factorAt', 0, { steps, warmUp: 0, decayShare: 0.3 * random(), floor: random() }),
        1,
      );
    });
  });

  describe('decay', () => {
    it('step by step', { tell: 'During the decay some factor differs.', weight: 2 }, async () => {
      for (let round = 0; round < 3; round++) {
        const decayShare = 0.2 + 0.8 * random();
        await everyStep({ steps: 4 + below(random, 12), warmUp: 0, decayShare, floor: 0 });
      }
    });
    it(
      'down to a floor',
      { tell: 'The factor must fall in a straight line from 1 to the floor.' },
      async () => {
        for (let round = 0; round < 3; round++) {
          const [steps, decayShare] = [3 + below(random, 9), 0.2 + 0.8 * random()];
          await everyStep({ steps, warmUp: 0, decayShare, floor: 0.05 + 0.9 * random() });
        }
      },
    );
    it(
      'none, and all',
      { tell: 'With decayShare 0 nothing falls, with decayShare 1 all of it.' },
      async () => {
        for (const decayShare of [0, 1]) {
          await everyStep({ steps: 3 + below(random, 9), warmUp: 0, decayShare, floor: 0.5 * random() });
        }
      },
    );
    it('at the end and beyond', { tell: 'From s = steps on the factor stays at the floor.' }, async () => {
      const steps = 5 + below(random, 20);
      for (const decayShare of [0, random(), 1]) {
        const floor = 0.05 + 0.9 * random();
        for (const s of [steps, steps + 1 + below(random, 50)]) {
          close(await learner('factorAt', s, { steps, warmUp: 3, decayShare, floor }), floor);
        }
      }
    });
  });

  describe('both', () => {
    it('multiplied', { tell: 'Where warm-up and decay overlap, both count.', weight: 1.5 }, async () => {
      for (let round = 0; round < 3; round++) {
        const steps = 6 + below(random, 10);
        const warmUp = Math.ceil(steps * (0.4 + 0.6 * random()));
        await everyStep({ steps, warmUp, decayShare: 0.7 + 0.3 * random(), floor: 0.5 * random() });
      }
    });
    it('longer than the training', { tell: 'A warm-up may be longer than the training.' }, async () => {
      const steps = 2 + below(random, 9);
      const warmUp = steps + 1 + below(random, 9);
      await everyStep({ steps, warmUp, decayShare: 0, floor: 0 });
      await agree(['factorAt', steps + 1, { steps, warmUp: warmUp + 5, decayShare: 0, floor: 0.5 }]);
    });
    it('any schedule', { tell: 'At some step of some schedule the factor differs.' }, async () => {
      for (let round = 0; round < 20; round++) await agree(draw(kit));
    });
    it('leaves its input', { tell: 'The schedule has changed after the call.', weight: 0.5 }, async () => {
      const call = draw(kit);
      same((await learnerWithArguments(...call)).args, call.slice(1));
    });
  });
};

module.exports.draw = (kit) => draw(kit);
