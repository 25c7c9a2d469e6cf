/** The classifier: its features, its gradient, what it learns, and how it is kept. */
import assert from 'node:assert/strict';
import { bucketOf, featuresOf, gramsOf } from 'kernel-lib/dist/corpus/quality/classifier/features.js';
import { Classifier, sigmoid } from 'kernel-lib/dist/corpus/quality/classifier/classifier.js';
import { classifierJudge } from 'kernel-lib/dist/corpus/quality/classifier/judge.js';
import { trainClassifier, type Example } from 'kernel-lib/dist/corpus/quality/classifier/train.js';
import { pick, seededRandom, type Random } from 'kernel-lib/dist/random.js';

const SELL = ['buy now', 'only $5', 'free delivery', 'best price', '立即购买', '限时优惠', '全场包邮'];
const TELL = [
  'she studies law',
  'the lake is deep',
  'he was born here',
  '她住在北楼',
  '湖水很深',
  '春天花开',
];
const textFrom = (random: Random, list: string[]) =>
  Array.from({ length: 6 }, () => pick(random, list)).join('. ');
const examples = (count: number, seed: number): Example[] => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, i) => ({
    label: i % 3 === 0,
    text: textFrom(random, i % 3 === 0 ? SELL : TELL),
  }));
};

describe('corpus: classifier', () => {
  it('takes words and pairs of them, and one to three Chinese characters', () => {
    assert.deepEqual([...gramsOf('Buy 2, NOW')], ['buy', '0', 'buy 0', 'now', '0 now']);
    assert.deepEqual([...gramsOf('买花吧')], ['买', '花', '买花', '吧', '花吧', '买花吧']);
    const { buckets, value } = featuresOf('buy buy buy', 2 ** 16);
    assert.deepEqual(
      [...buckets],
      [bucketOf('buy', 2 ** 16), bucketOf('buy buy', 2 ** 16)].sort((a, b) => a - b),
    );
    assert.equal(value, 1 / Math.sqrt(2));
  });

  it('takes the first step of Adagrad as one calculates it by hand', () => {
    // One example of each class, weight 1: the first has probability 1/2, so its slope is ±1/2, and
    // Adagrad's first step is the rate times the sign. The second example has no feature in common.
    const [a, b] = [
      { text: 'a', label: true },
      { text: 'b', label: false },
    ];
    const { state } = trainClassifier([a, b], { epochs: 1, learningRate: 0.25, l2: 0, heldOut: 0, seed: 3 });
    const weight = (gram: string) => state.weights[bucketOf(gram, state.weights.length)]!;
    assert.ok(Math.abs(weight('a') - 0.25) < 1e-6);
    assert.ok(Math.abs(weight('b') + 0.25) < 1e-6);
    // The bias: first ±.25, then back by .25·s/√(1/4 + s²), where s = σ(±.25) − (0 or 1) is the second slope.
    const s = sigmoid(0.25);
    assert.ok(Math.abs(Math.abs(state.bias) - (0.25 - (0.25 * s) / Math.sqrt(0.25 + s * s))) < 1e-6);
  });

  it('goes where finite differences say that the loss falls', () => {
    const text = 'free tea for all';
    const z = (w: number) => Math.log(1 + Math.exp(-(w * featuresOf(text, 1024).value)));
    const slope = (z(1e-5) - z(-1e-5)) / 2e-5; // of the loss of a positive example by one weight, at 0
    assert.ok(Math.abs(slope - (sigmoid(0) - 1) * featuresOf(text, 1024).value) < 1e-8);
    const options = { buckets: 1024, epochs: 1, l2: 0, heldOut: 0, learningRate: 1e-3 };
    const { state } = trainClassifier(
      [
        { text, label: true },
        { text: '', label: false },
      ],
      options,
    );
    const moved = state.weights[bucketOf('free', 1024)]!;
    assert.ok(moved > 0 === slope < 0);
  });

  it('learns to tell sellers from tellers, in both languages, and says why', () => {
    const model = trainClassifier(examples(300, 1));
    const fresh = examples(200, 2);
    assert.ok(fresh.every(({ text, label }) => model.accepts(text) === label));
    const [heaviest] = model.explain('buy now. the lake', 1);
    assert.ok(heaviest!.adds > 0 && /buy|now/.test(heaviest!.gram), JSON.stringify(heaviest));
    const whole = model
      .explain('buy now. the lake', 1000)
      .reduce((sum, { adds }) => sum + adds, model.state.bias);
    assert.ok(Math.abs(sigmoid(whole) - model.score('buy now. the lake')) < 1e-9);
  });

  it('gives the same classifier for the same seed, and keeps it in bytes', () => {
    const records: string[] = [];
    const model = trainClassifier(examples(60, 1), {
      onProgress: ({ done, note }) => records.push(`${done} ${note}`),
    });
    assert.equal(records.length, 12);
    assert.deepEqual(trainClassifier(examples(60, 1)).state, model.state);
    const bytes = model.toBytes();
    assert.deepEqual(Classifier.fromBytes(bytes).state, model.state);
    assert.throws(() => Classifier.fromBytes(bytes.subarray(0, 99), 'ads.bin'), /from ads.bin: it is cut/);
    assert.throws(() => Classifier.fromBytes(Buffer.from('null\n')), /cut or something else/);
  });

  it('judges documents', () => {
    const { state } = trainClassifier(examples(300, 1));
    const judge = classifierJudge({ classifier: structuredClone(state) });
    const of = (text: string) =>
      judge.judge({ id: 'd', origin: { file: 'f', offset: 0 }, language: 'en', text });
    assert.ok('keep' in of(textFrom(seededRandom(5), TELL)));
    const verdict = of('buy now. only $5. best price');
    assert.ok('drop' in verdict && verdict.drop.rule === 'advertisement');
    assert.ok('keep' in of(''));
  });

  it('refuses one class alone and wrong options', () => {
    assert.throws(
      () => trainClassifier([{ text: 'a', label: true }]),
      /of 1 there are only ones of the class/,
    );
    assert.throws(() => trainClassifier(examples(9, 1), { buckets: 1000 }), /buckets must be a power of two/);
  });
});
