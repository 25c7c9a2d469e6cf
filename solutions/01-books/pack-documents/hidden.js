'use strict';

const below = (random, limit) => Math.floor(limit * random());

/** Documents of 0 to `most` tokens; token 0 is a token like others. */
function drawDocuments(random, most, count = 1 + below(random, 7)) {
  return Array.from({ length: count }, () =>
    Array.from({ length: random() < 0.1 ? 0 : 1 + below(random, most) }, () => below(random, 30)),
  );
}

function draw({ random }, { T = 1 + below(random, 8), most = Math.ceil(T * 2.5), count } = {}) {
  return ['packDocuments', drawDocuments(random, most, count), T];
}

module.exports = (kit) => {
  const { describe, it, learner, learnerWithArguments, reference, random, same, expect } = kit;
  /** Each table alone, so that a check is about one idea. */
  const table = async (name, call) => {
    const packed = await learner(...call);
    same(packed?.[name], reference(...call)[name]);
  };
  const short = () => draw(kit, { T: 6 + below(random, 6), most: 5 });

  describe('short documents', () => {
    it('tokens', { tell: 'Some documents stand in other rows or at other places.' }, async () => {
      for (let round = 0; round < 8; round++) await table('tokens', short());
    });
    it(
      'segments',
      { tell: 'Some places belong to another segment: count from 1 in each row, padding is 0.' },
      async () => {
        for (let round = 0; round < 8; round++) await table('segments', short());
      },
    );
    it(
      'targets',
      { tell: 'Some targets are others: the next token of the same document, else −1.', weight: 2 },
      async () => {
        for (let round = 0; round < 8; round++) await table('targets', short());
      },
    );
  });

  describe('documents of any length', () => {
    it(
      'all of it',
      { tell: 'With documents longer than a row some tables come out otherwise.', weight: 2 },
      async () => {
        for (let round = 0; round < 14; round++) {
          const call = draw(kit);
          same(await learner(...call), reference(...call));
        }
      },
    );
    it(
      'just one row',
      { tell: 'Documents just as long as a row, or one token longer or shorter, must work.' },
      async () => {
        const T = 2 + below(random, 5);
        for (const length of [T, T - 1, T + 1, 2 * T, 2 * T + 1]) {
          const documents = [
            ...drawDocuments(random, 2, 1),
            Array.from({ length }, () => below(random, 30)),
            [1],
            [2],
          ];
          const call = ['packDocuments', documents, T];
          same(await learner(...call), reference(...call));
        }
      },
    );
    it(
      'no target crosses a boundary',
      { tell: 'A target belongs to another document than its token.', weight: 2 },
      async () => {
        // Each document has one token of its own, many times.
        const T = 4 + below(random, 9);
        const documents = Array.from({ length: 12 }, (_, i) =>
          new Array(1 + below(random, 2 * T)).fill(i + 1),
        );
        const { tokens, targets } = (await learner('packDocuments', documents, T)) ?? {};
        const isTable = (rows) =>
          Array.isArray(rows) && rows.every((row) => Array.isArray(row) && row.length === T);
        expect(isTable(tokens) && isTable(targets) && tokens.length === targets.length);
        const pairs = tokens.flatMap((row, r) => row.map((token, t) => [token, targets[r][t]]));
        expect(pairs.every(([token, target]) => target === -1 || (token !== 0 && target === token)));
        const asked = documents.reduce((sum, { length }) => sum + length - Math.ceil(length / T), 0);
        same(pairs.filter(([, target]) => target !== -1).length, asked);
      },
    );
    it('empty documents', { tell: 'Documents without tokens take no place and no number.' }, async () => {
      const call = draw(kit, { T: 6, most: 3 });
      call[1] = call[1].flatMap((document) => [[], document]);
      same(await learner(...call), reference(...call));
      same(await learner('packDocuments', [[], []], 3), { tokens: [], segments: [], targets: [] });
    });
    it('leaves its input', { tell: 'The documents have changed after the call.' }, async () => {
      const call = draw(kit, { T: 4, count: 6 });
      same((await learnerWithArguments(...call)).args, call.slice(1));
    });
  });
};

module.exports.draw = (kit) => draw(kit, kit.random() < 0.4 ? { T: 8, most: 5 } : {});
