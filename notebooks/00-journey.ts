// %% [markdown]
// # Lesson 00: the journey
//
// A language model grows up the way a student does:
//
// | | the student | the model |
// |---|---|---|
// | 1 | gets books | **corpus** (语料): text is collected and cleaned |
// | 2 | goes to school | **pretraining** (预训练): it fills blanks, millions of them |
// | 3 | goes to university | **fine-tuning** (微调): it learns to answer |
// | 4 | writes a thesis | **reinforcement learning** (强化学习): people give stars to its answers |
// | 5 | finds a job | **evaluation** (评估): it passes an examination, or trains again |
//
// This lesson walks the whole road once, on one example: 「西安电子科技大学的___季樱花非常著名」. Which season? At the end
// your own model answers. Reading takes about twenty minutes; running all of it takes one to two.

// %% [markdown]
// ## 0. Your tools
//
// A notebook is text and code in turns. A box of code is a **cell**: click into it and press Shift+Enter. It runs, and its
// last value appears below it. What a cell declares stays for the cells after it. Try it: change the numbers, run it again.

// %%
const petals = 5;
const blossoms = 12;
petals * blossoms;

// %% [markdown]
// A **tensor** (张量) is a block of numbers with a shape. A model is tensors and arithmetic, nothing else.
// Here is one of shape [2, 3]: two rows, three columns.

// %%
import { chooseBackend } from 'kernel-lib';
import * as tf from '@tensorflow/tfjs';
await chooseBackend();
const x = tf.tensor2d([
  [1, 2, 3],
  [4, 5, 6],
]); // [2, 3]
x.mul(10);

// %% [markdown]
// Your turn, if you like: the first two exercises, [find your way in a tensor](../exercises/00-journey.ipynb) (★☆☆,
// 10 minutes) and [all distances at once](../exercises/00-journey.ipynb) (★★☆, 15 minutes).
//
// A **gradient** (梯度) says how much a result changes when its input changes a little. All learning in this course is:
// calculate a loss, ask for its gradient, take a small step against it.
//
// Before you run the next cell: for $f(x) = x^2$ the slope at 3 is $2x$. Which number do you expect?

// %%
const slope = tf.grad((v: tf.Tensor) => v.square());
slope(tf.scalar(3));

// %% [markdown]
// Take forty small steps against that slope, from 3 towards the lowest point, and draw the way.
// You should see a curve that falls fast and then flattens: the closer the lowest point, the smaller the slope.

// %%
import { lineChart } from 'kernel-lib';
let place = 3;
const way = [place];
for (let step = 0; step < 40; step++) {
  place -= 0.1 * slope(tf.scalar(place)).dataSync()[0]!;
  way.push(place);
}
lineChart({
  title: 'Forty small steps against the gradient reach the lowest point',
  x: { label: 'step' },
  y: { label: 'x' },
  series: [{ name: 'x', y: way }],
});

// %% [markdown]
// ## 1. Books: collect, clean, count
//
// In the article, the first stage is buying textbooks and marking them up: collect text, remove duplicates (去重), filter
// advertisements (过滤广告). Ours come from a small world about seasons, flowers and a campus, in Chinese and English.
// It is made from a seed, so everybody gets the same pages, and we know the truth about every one of them.

// %%
import { journey, table } from 'kernel-lib';
const SEED = 1; // another seed: other pages, other noise
const world = journey(SEED);
const pages = world.pages.map((page) => page.text);
table(
  pages.slice(0, 8).map((text) => ({ page: text })),
  { caption: `The first 8 of ${pages.length} pages, as they were collected` },
);

// %% [markdown]
// ### Duplicates
// The same sentence was copied from page to page. How many of these pages, do you think, are copies? Say a number, then run.
// A `Set` keeps each text once.

// %%
const once = [...new Set(pages)];
console.log(
  `${pages.length} pages, ${once.length} of them different: ${pages.length - once.length} copies removed.`,
);

// %% [markdown]
// ### Advertisements
// Nobody tells us which pages are advertisements, so we need a rule. Ours is crude: it looks for words that sell.
// A rule makes two kinds of mistakes, and so it gets two marks.
// **Recall** (召回率): of all advertisements, which share did it find? **Precision** (精确率): of what it threw away, which
// share were advertisements?

// %%
const sells = /购买|抢购|报名|优惠|特价|click|buy|order now|coupon/i;
const clean = once.filter((text) => !sells.test(text));
const thrown = once.filter((text) => sells.test(text));
thrown.slice(0, 5).forEach((text) => console.log(text));

// %% [markdown]
// In a real crawl you would now read a few hundred pages by hand to learn how good the rule is. In our closed world we
// planted every advertisement, so we can count.

// %%
import { figure } from 'kernel-lib';
const advertisements = new Set(
  world.pages.filter((page) => page.kind === 'advertisement').map((page) => page.text),
);
const found = thrown.filter((text) => advertisements.has(text)).length;
figure('books.ads.recall', (100 * found) / advertisements.size, { unit: '%', goal: { min: 95 } });
figure('books.ads.precision', (100 * found) / thrown.length, { unit: '%', goal: { min: 95 } });

// %% [markdown]
// Our advertisements all speak the same few words, so a crude rule is enough here. Those of chapter 1 are more cunning.
//
// Typing errors are still there: 婴花 for 樱花, "flowres" for "flowers". A rule for those is harder; chapter 1 trains one.

// %%
import { tokenStrip } from 'kernel-lib';
const typos = world.pages.filter((page) => page.kind === 'typo').map((page) => page.text);
table(
  typos.slice(0, 5).map((text) => ({ 'still wrong': text })),
  { caption: `5 of ${typos.length} pages with a typing error` },
);

// %% [markdown]
// ### Tokens
// A model does not read letters; it reads **tokens** (词元): pieces from a fixed list, each with a number. Ours are English
// words and Chinese words. `___` is a token of its own, `[MASK]`: the blank.

// %%
import { articleBlank, knownNames, Vocabulary, tokenize } from 'kernel-lib';
const vocabulary = Vocabulary.of(clean, knownNames());
console.log(`${vocabulary.size} tokens in the list.`);
tokenStrip(tokenize(articleBlank('zh').text, knownNames()));

// %% [markdown]
// Which words does our corpus use most? Before you run it: would you expect a flower, a season, or something duller?

// %%
import { barChart, countTokens } from 'kernel-lib';
const counts = [...countTokens(clean, knownNames())].slice(0, 15);
barChart({
  title: 'The most frequent tokens are the dullest ones',
  x: { label: 'occurrences' },
  y: { label: 'token' },
  bars: counts.map(([label, value]) => ({ label, value })),
});

// %% [markdown]
// ### A model that only counts
// The simplest language model there is: after each token, count which token came next. It is called a **bigram** model
// (二元模型). For a blank it multiplies two counts: how often each word followed the word before the blank, and how often
// the word after the blank followed it.

// %%
const next = new Map<string, number>();
const key = (left: string, right: string) => `${left} ${right}`;
for (const text of clean) {
  const tokens = ['[BOS]', ...tokenize(text, knownNames()), '[EOS]'];
  tokens
    .slice(1)
    .forEach((right, i) =>
      next.set(key(tokens[i]!, right), (next.get(key(tokens[i]!, right)) ?? 0) + 1),
    );
}
function guess(text: string): { label: string; value: number }[] {
  const tokens = ['[BOS]', ...tokenize(text, knownNames()), '[EOS]'];
  const blank = tokens.indexOf('[MASK]');
  const scores = vocabulary.tokens.map((word) => {
    const after = vocabulary.tokens.reduce((sum, right) => sum + (next.get(key(word, right)) ?? 0), 0);
    const fits = (next.get(key(word, tokens[blank + 1]!)) ?? 0) / Math.max(1, after);
    return { label: word, value: (next.get(key(tokens[blank - 1]!, word)) ?? 0) * fits };
  });
  const total = scores.reduce((sum, { value }) => sum + value, 0);
  return scores
    .map(({ label, value }) => ({ label, value: value / total }))
    .sort((a, b) => b.value - a.value);
}

// %% [markdown]
// The sentence with the blank was never in the books, and no sentence that ends as it does: …季…非常著名. No sentence
// names a season together with this university. What you need to work it out is there: 樱花在春季开放, and gardens
// elsewhere, such as 桂林的春季有樱花. Will counting pairs be enough? Look at what stands left and right of the blank, and
// say what a model can know that sees only those two words.

// %%
const guesses = guess(articleBlank('zh').text)
  .filter(({ value }) => value > 0)
  .slice(0, 5);
barChart({
  title: 'A model that counts pairs cannot tell the seasons apart',
  subtitle: articleBlank('zh').text,
  x: { label: 'probability', range: [0, 1] },
  y: { label: 'guess' },
  bars: guesses,
  highlight: articleBlank('zh').answer,
}).show();
const spring = guesses.find(({ label }) => label === '春')?.value ?? 0;
figure('blank.bigram', 100 * spring, { unit: '%', goal: { max: 40 } });

// %% [markdown]
// It knows that a season belongs there: 的 stands on its left and 季 on its right. Which season, it cannot know, because 樱花
// stands two words away and it never looks that far. To use 樱花, a model must let every word look at every other one. That
// is **attention** (注意力), and it is what school is about.

// %% [markdown]
// ## 2. School: fill the blanks
//
// At school one learns by filling blanks (做填空题). We hide words, let a small **transformer** (变换器) guess them, and change
// its numbers a little whenever it guesses wrong. First: which numbers? Every matrix below begins as noise.
//
// `embed` gives each token a vector of 64 numbers. `query`, `key` and `value` decide who looks at whom and what is seen.
// `near` is a head start: six of the eight **heads** (注意力头) begin by looking one, two or three words to the left or right.

// %%
import {
  everydayBlanks,
  heldOutBlank,
  PLACES,
  questionsAbout,
  randomInt,
  seededRandom,
} from 'kernel-lib';
import { pick, shuffle } from 'kernel-lib';
const examined = PLACES.flatMap((p) => [...questionsAbout('zh', p), ...questionsAbout('en', p)]);
const later = [
  ...examined.flatMap((q) => [q.text, ...Object.values(q.answers)]),
  ...everydayBlanks('en').map((b) => b.text),
];
const words = Vocabulary.of([...clean, ...later], knownNames());
const V = words.size; // tokens
const [D, H, T] = [64, 8, 40]; // width, heads, longest row
console.log(`${V} tokens, ${D} numbers each.`);

// %%
const random = seededRandom(SEED);
const matrix = (rows: number, columns: number, size = rows ** -0.5) =>
  tf.variable(tf.randomNormal([rows, columns], 0, size, 'float32', randomInt(random, 1e9)));
const nearby = tf.buffer([2 * T - 1, H]);
[-1, 1, -2, 2, -3, 3].forEach((offset, head) => nearby.set(4, T - 1 - offset, head));
const model = {
  embed: matrix(V, D, 0.3), // [V, D]
  ...{ query: matrix(D, D), key: matrix(D, D), value: matrix(D, D), out: matrix(D, D) },
  ...{ up: matrix(D, 2 * D), down: matrix(2 * D, D) },
  near: tf.variable(nearby.toTensor()), // [2T − 1, H]
};
console.log(`${Object.values(model).reduce((sum, v) => sum + v.size, 0)} numbers to learn.`);

// %% [markdown]
// Who may look at whom? In a blank, everybody at everybody. When we continue a text, nobody may look to the right: the
// next word would be there to copy. A score of −10,000 closes a pair, for `softmax` makes it zero.
// You can write it yourself: [a softmax that does not overflow](../exercises/00-journey.ipynb) (★☆☆, 10 minutes).

// %%
const oneHot = (ids: number[], size: number) => tf.oneHot(tf.tensor1d(ids, 'int32'), size).toFloat();
const norm = (h: tf.Tensor) => h.div(h.square().mean(-1, true).add(1e-5).sqrt());
function closedPairs(ids: number[][], causal: boolean[]): tf.Tensor {
  const closed = tf.buffer([ids.length, 1, ids[0]!.length, ids[0]!.length]);
  ids.forEach((row, b) =>
    row.forEach((_, i) =>
      row.forEach((id, j) => {
        if (id === 0 || (causal[b] && j > i)) closed.set(-1e4, b, 0, i, j);
      }),
    ),
  );
  return closed.toTensor(); // [batch, 1, t, t]
}
function distances(t: number): tf.Tensor {
  const at = Array.from({ length: t * t }, (_, k) => Math.floor(k / t) - (k % t) + T - 1);
  const bias = oneHot(at, 2 * T - 1).matMul(model.near) as tf.Tensor;
  return bias.transpose().reshape([1, H, t, t]);
}

// %% [markdown]
// The whole model, from token numbers to guesses. Read it from top to bottom: look up the vectors, let each word look at the
// others (**attention**), let each word think for itself (two matrices with a `relu` between), compare with all tokens.
//
// `drop` is for learning only: it puts zeros over that share of the numbers, other ones each time, so that no answer can
// hang on a single number. This is called **dropout** (随机失活).

// %%
function attend(h: tf.Tensor, closed: tf.Tensor): tf.Tensor {
  const [n, t] = [closed.shape[0]!, closed.shape[3]!];
  const heads = (w: tf.Tensor) =>
    h
      .matMul(w)
      .reshape([n, t, H, D / H])
      .transpose([0, 2, 1, 3]);
  const close = heads(model.query)
    .matMul(heads(model.key), false, true)
    .div(Math.sqrt(D / H)); // [n, H, t, t]
  const looks = tf.softmax(close.add(distances(t)).add(closed)); // who looks at whom: each row adds up to 1
  const seen = looks.matMul(heads(model.value)).transpose([0, 2, 1, 3]);
  return seen.reshape([n * t, D]).matMul(model.out);
}
function forward(ids: number[][], causal: boolean[], drop = 0): tf.Tensor2D {
  const some = (x: tf.Tensor) =>
    drop > 0 ? tf.dropout(x, drop, undefined, randomInt(random, 1e9)) : x;
  let h = some(oneHot(ids.flat(), V).matMul(model.embed)); // [n·t, D]
  h = h.add(some(attend(norm(h), closedPairs(ids, causal))));
  h = h.add(some(norm(h).matMul(model.up).relu().matMul(model.down)));
  return norm(h).matMul(model.embed, false, true) as tf.Tensor2D; // [n·t, V]
}

// %% [markdown]
// Two kinds of lesson come from one sentence. `hide` puts `[MASK]` over some of its words; the targets are the words below.
// `readOn` asks at each word for the next one. A target of −1 means: not asked here.

// %%
interface Lesson {
  ids: number[];
  targets: number[];
  causal: boolean;
}
const MASK = words.idOf('[MASK]');
function hide(row: number[]): Lesson {
  const share = 0.1 + 0.15 * random();
  const sure = 1 + randomInt(random, row.length - 2);
  const hidden = row.map((_, i) => i > 0 && i < row.length - 1 && (i === sure || random() < share));
  const ids = row.map((id, i) => (hidden[i] ? MASK : id));
  return { ids, targets: row.map((id, i) => (hidden[i] ? id : -1)), causal: false };
}
const readOn = (row: number[], from = 0): Lesson => ({
  ids: row,
  targets: row.map((_, i) => (i >= from ? (row[i + 1] ?? -1) : -1)),
  causal: true,
});

// %% [markdown]
// Your turn, if you like: [mask a sentence](../exercises/00-journey.ipynb) (★☆☆, 10 minutes).
//
// The **loss** (损失) is the cross-entropy: minus the logarithm of the probability that the model gave to the right word,
// averaged over all words that are asked. Shorter rows are filled with token 0, which nobody looks at.

// %%
function lossOf(lessons: Lesson[], drop = 0): tf.Scalar {
  const t = Math.max(...lessons.map(({ ids }) => ids.length));
  const filled = (row: number[], rest: number) => Array.from({ length: t }, (_, i) => row[i] ?? rest);
  const targets = lessons.flatMap((lesson) => filled(lesson.targets, -1));
  const causal = lessons.map((lesson) => lesson.causal);
  const logits = forward(
    lessons.map(({ ids }) => filled(ids, 0)),
    causal,
    drop,
  );
  const asked = targets.map((id) => (id < 0 ? 0 : 1) as number);
  const right = oneHot(
    targets.map((id) => Math.max(0, id)),
    V,
  );
  const each = tf.logSoftmax(logits).mul(right).sum(-1).neg(); // [n·t]
  return each.mul(asked).sum().div(tf.sum(asked)) as tf.Scalar;
}

// %% [markdown]
// The exercise [cross-entropy by hand](../exercises/00-journey.ipynb) (★★☆, 20 minutes) is this cell without tfjs.
//
// What does a model of pure noise answer? Every token has about the same chance: one in the size of the list.

// %%
function chances(ids: number[], position: number, causal: boolean): number[] {
  return tf.tidy(() => Array.from(tf.softmax(forward([ids], [causal]).gather([position])).dataSync()));
}
function fillBlank(text: string): { label: string; value: number }[] {
  const ids = words.encode(`[BOS]${text}[EOS]`);
  return chances(ids, ids.indexOf(MASK), false)
    .map((value, id) => ({ label: words.token(id), value }))
    .sort((a, b) => b.value - a.value);
}
const chanceOf = (blank: { text: string; answer: string }) =>
  100 * fillBlank(blank.text).find(({ label }) => label === blank.answer)!.value;
const [articleZh, articleEn] = [articleBlank('zh'), articleBlank('en')];
const before = fillBlank(articleZh.text).slice(0, 5);
figure('blank.before', chanceOf(articleZh), { unit: '%', goal: { max: 10 } });

// %% [markdown]
// Now one step of training: ask for the loss of some sentences and for its gradients, and let **Adam** (an optimizer,
// 优化器) move every number a little. How much is the **learning rate** (学习率): it grows during the first 20 steps, so
// that noise does not throw the model off, and falls over the last 40 %, so that it comes to rest.

// %%
import { liveChart } from 'kernel-lib';
const rateAt = (step: number, steps: number) =>
  Math.min(1, (step + 1) / 20, (steps - step) / (0.4 * steps));
async function learn(optimizer: tf.Optimizer, lessons: Lesson[], drop?: number): Promise<number> {
  const cost = tf.tidy(() =>
    optimizer.minimize(() => lossOf(lessons, drop), true, Object.values(model))!,
  );
  const [loss] = await cost.data();
  cost.dispose();
  return loss!;
}

const emptyChart = (stage: string) =>
  lineChart({
    title: `${stage}: the loss falls`,
    x: { label: 'step' },
    y: { label: 'loss', unit: 'nats' },
    series: [{ name: 'train', y: [] }],
  });

// %% [markdown]
// Two exercises take this cell apart: [a gradient by hand](../exercises/00-journey.ipynb) (★★☆, 20 minutes), and
// [train a tiny model](../exercises/00-journey.ipynb) (★★★, 25 minutes), a loop of your own.
//
// The loop around it draws the loss and keeps the time. To stop a run, press ■ in the bar above: what was learnt stays.

// %%
const seconds: Record<string, number> = {};
type Extra = { drop?: number; look?: (step: number) => void };
async function train(
  stage: string,
  steps: number,
  rate: number,
  next: () => Lesson[],
  extra: Extra = {},
) {
  const optimizer = tf.train.adam(rate, 0.9, 0.98) as tf.AdamOptimizer & { learningRate: number };
  const chart = liveChart(emptyChart(stage));
  const start = performance.now();
  try {
    for (let step = 0; step < steps; step++) {
      optimizer.learningRate = rate * rateAt(step, steps);
      const loss = await learn(optimizer, next(), extra.drop);
      if (step % 5 === 0) chart.append('train', step, loss);
      extra.look?.(step);
    }
  } finally {
    chart.done();
    optimizer.dispose();
    seconds[stage] = (seconds[stage] ?? 0) + (performance.now() - start) / 1000;
  }
}

// %% [markdown]
// ### The run
// 1,000 steps of 32 sentences of about one length, well under a minute. Before you start it: the loss of pure guessing is
// the logarithm of the list's size. Where will it end? You should see it fall fast at first (the dull words: 的, 。, the),
// then slowly: those are the facts.

// %%
const rows = clean.map((text) => words.encode(`[BOS]${text}[EOS]`));
function* batches(size = 32): Generator<number[][], never, undefined> {
  for (;;) {
    const keyed = rows
      .map((row) => [row.length + 3 * random(), row] as const)
      .sort((a, b) => a[0] - b[0]);
    const groups = Array.from({ length: Math.ceil(rows.length / size) }, (_, i) =>
      keyed.slice(i * size, (i + 1) * size).map(([, row]) => row),
    );
    yield* shuffle(random, groups);
  }
}
const reader = batches();
console.log(`Guessing alone has a loss of ${Math.log(V).toFixed(2)} nats.`);
let during = before;
await train('school: blanks', 1000, 1e-2, () => reader.next().value.map(hide), {
  drop: 0.1,
  look: (step) => {
    if (step === 200) during = fillBlank(articleZh.text).slice(0, 5);
  },
});

// %% [markdown]
// ### What it learnt
// The article's blank, before, at step 200, and now. No sentence in the books has this pattern, with this place or another.

// %%
const now = fillBlank(articleZh.text).slice(0, 5);
function showGuesses(when: string, bars: typeof now): void {
  barChart({
    title: `${when}: the first guess is ${bars[0]!.label}`,
    subtitle: articleZh.text,
    x: { label: 'probability', range: [0, 1] },
    y: { label: 'guess' },
    bars,
    ...(bars.some(({ label }) => label === '春') ? { highlight: '春' } : {}),
  }).show();
}
showGuesses('Before school', before);
showGuesses('At step 200', during);
showGuesses('After school', now);
figure('blank.zh', chanceOf(articleZh), { unit: '%', goal: { min: 80 } });
figure('blank.en', chanceOf(articleEn), { unit: '%', goal: { min: 80 } });

// %% [markdown]
// One blank may be luck. Here is the same pattern for every place of our world; each one is held out of the books, too.

// %%
const firstGuess = (blank: { text: string }) => fillBlank(blank.text)[0]!.label;
const season = PLACES.map((p) => heldOutBlank('zh', p)).map((blank) => ({
  blank: blank.text,
  right: blank.answer,
  guess: firstGuess(blank),
  chance: `${chanceOf(blank).toFixed(0)} %`,
}));
table(season, {
  caption: `${season.filter((r) => r.guess === r.right).length} of ${season.length} right`,
});

// %% [markdown]
// ## 3. University: from filling to answering
//
// Blanks teach what belongs together. To speak, a model must say what comes *next*. So first it reads aloud: in three of
// five sentences it is asked at each word for the next one; the rest stay blanks, against forgetting.
// Will it still fill the article's blank as well as before? Say what you expect.

// %%
await train('school: reading', 1000, 6e-3, () =>
  reader.next().value.map((row) => (random() < 0.6 ? readOn(row) : hide(row))),
);
figure('blank.zh.after-reading', chanceOf(articleZh), { unit: '%' });

// %% [markdown]
// Learning something new costs some of the old: this is called **forgetting** (遗忘), and it will come back in chapter 5.
//
// Let us talk to it. `say` writes the most likely next word, again and again, until the sentence ends.
// Before you run it: what will a model say to a question, if it has never seen a question mark?

// %%
function say(text: string, warmth = 0, most = 16): string {
  const ids = words.encode(`[BOS]${text}`);
  const start = ids.length;
  while (ids.length < Math.min(T, start + most)) {
    const p = chances(ids, ids.length - 1, true);
    let id = p.indexOf(Math.max(...p));
    if (warmth > 0) {
      const weights = p.map((value) => value ** (1 / warmth));
      let rest = random() * weights.reduce((a, b) => a + b);
      const drawn = weights.findIndex((weight) => (rest -= weight) <= 0);
      id = Math.max(0, drawn);
    }
    if (words.token(id) === '[EOS]') break;
    ids.push(id);
  }
  return words.decode(ids.slice(start));
}
const article = questionsAbout('zh', PLACES[0]!)[0]!;
console.log('西电的樱花在 →', say('西电的樱花在'));
console.log(`${article.text} →`, say(article.text));

// %% [markdown]
// It continues the first text with the right weeks: it *knows*. It does not answer: nobody showed it that a question wants
// an answer. **Fine-tuning** (微调) shows it, with questions about eight other places. 西电 is not among them.
// The loss counts the words of the answer alone. Half of each batch is **revision** (复习): sentences and blanks from
// school, so that the facts are not lost while the form is learnt.

// %%
const otherPlaces = shuffle(random, PLACES.slice(1));
const studied = otherPlaces.slice(0, 8);
const [firstExam, freshExam] = [[PLACES[0]!, ...otherPlaces.slice(8, 11)], otherPlaces.slice(11)];
function seminar(languages: readonly ('zh' | 'en')[]): Lesson[] {
  const questions = Array.from({ length: 16 }, () => {
    const question = pick(random, questionsAbout(pick(random, languages), pick(random, studied)));
    const answer = random() < 0.7 ? question.answers.full : question.answers.careful;
    const asks = words.encode(`[BOS]${question.text}`);
    return readOn([...asks, ...words.encode(`${answer}[EOS]`)], asks.length - 1);
  });
  const revision = reader.next().value.slice(0, 16);
  return [...questions, ...revision.map((row, i) => (i % 2 === 0 ? hide(row) : readOn(row)))];
}
const silent = say(article.text);
await train('university', 120, 5e-4, () => seminar(['zh']));

// %%
import { compare, markdown } from 'kernel-lib';
const spoken = say(article.text);
compare([
  { title: 'Before university', body: markdown(`${article.text}\n\n${silent}`) },
  { title: 'After university', body: markdown(`${article.text}\n\n${spoken}`) },
]);

// %% [markdown]
// Eight places and a minute of books: that it answers about a ninth place is the point. It learnt the *form* of an answer
// here and took the *fact* from school. Here are all questions about four places that the seminar never named.

// %%
const isRight = (question: { key: string }, answer: string) =>
  answer.toLowerCase().includes(question.key.toLowerCase());
const unseen = firstExam.flatMap((p) => questionsAbout('zh', p));
const marks = unseen.map((question) => {
  const answer = say(question.text);
  return {
    question: question.text,
    answer,
    right: isRight(question, answer) ? '✓' : `✗ ${question.key}`,
  };
});
const rightOnes = marks.filter(({ right }) => right === '✓').length;
figure('answers.held-out', (100 * rightOnes) / marks.length, { unit: '%' });
table(marks, { caption: 'Questions about places that fine-tuning never saw' });

// %% [markdown]
// ## 4. Thesis: stars
//
// There are many ways to answer. With some warmth (**temperature**, 温度) the model does not always take the likeliest
// word, so we get several answers to one question. A person gives each a number of stars. Put yours into `mine`; where you
// say nothing, a simulated rater decides. One star is for taking part; the right weeks are worth two more, a sentence of
// the right form one, and one more goes to the careful word 一般 (usually): flowers do not read calendars, and an honest
// answer says so.
//
// How chance chooses a word is an exercise: [sample from logits](../exercises/00-journey.ipynb) (★★☆, 15 minutes).

// %%
import { stars } from 'kernel-lib';
const mine: Record<string, number> = {
  // '在三月下旬至四月初开放。': 4,
};
const isClean = (answer: string) => /^(一般)?在[^在]*开放。$/.test(answer);
function rate(question: { key: string }, answer: string): number {
  const careful = answer.startsWith('一般');
  return (
    mine[answer] ?? 1 + (isRight(question, answer) ? 2 : 0) + Number(isClean(answer)) + Number(careful)
  );
}
const fourAnswers = (question: { text: string }) =>
  Array.from({ length: 4 }, () => say(question.text, 1));
const rated = studied
  .flatMap((p) => questionsAbout('zh', p))
  .flatMap((question) =>
    fourAnswers(question).map((answer) => ({
      question: question.text,
      answer,
      given: rate(question, answer),
    })),
  );
table(rated.slice(0, 12).map(({ given, ...row }) => ({ ...row, stars: stars(given) })));

// %% [markdown]
// A **reward model** (奖励模型) learns to give stars itself. Ours is one number a token: an answer is worth the sum of its
// tokens. For each pair of answers to one question, the better one should be worth more; the loss is −log σ(better − worse).

// %%
const countsOf = (answer: string) => {
  const ids = words.encode(answer);
  return ids.length === 0 ? tf.zeros([V]) : oneHot(ids, V).sum(0);
};
const pairs = rated.flatMap((a) =>
  rated
    .filter((b) => a.question === b.question && a.given > b.given)
    .map((b) => [a.answer, b.answer] as const),
);
const worth = tf.variable(tf.zeros([V]));
const difference = tf.stack(pairs.map(([better, worse]) => countsOf(better).sub(countsOf(worse)))); // [pairs, V]
const judge = tf.train.sgd(0.5);
// −log σ(d) is softplus(−d)
const disagreement = () => difference.mul(worth).sum(-1).neg().softplus().mean() as tf.Scalar;
for (let step = 0; step < 100; step++) {
  tf.tidy(() => {
    judge.minimize(disagreement, false, [worth]);
  });
}

// %% [markdown]
// What does it pay for? The rater pays for truth, form and the careful word. The judge sees words alone. Which ones, do
// you think, will be dearest?

// %%
const prices = Array.from(worth.dataSync(), (value, id) => ({ label: words.token(id), value }))
  .filter(({ value }) => value !== 0)
  .sort((a, b) => b.value - a.value);
barChart({
  title: `The reward model pays most for ${prices[0]!.label}`,
  x: { label: 'worth' },
  y: { label: 'token' },
  bars: [...prices.slice(0, 6), ...prices.slice(-4)],
});

// %% [markdown]
// **Best of four** (四选一): the model says four answers, the reward model chooses one. We ask about places that neither has
// seen, and let the rater judge the choice. Each question comes six times, for one round of four is mostly luck.

// %%
const value = (answer: string) => tf.tidy(() => countsOf(answer).mul(worth).sum().dataSync()[0]!);
const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const rounds = Array.from({ length: 6 }, () => unseen).flat();
const trials = rounds.map((question) => {
  const four = fourAnswers(question);
  const chosen = four.reduce((a, b) => (value(b) > value(a) ? b : a));
  const any = mean(four.map((answer) => rate(question, answer)));
  return { question: question.text, chosen, any, best: rate(question, chosen) };
});
figure('stars.any', mean(trials.map(({ any }) => any)), { unit: 'stars' });
figure('stars.best-of-four', mean(trials.map(({ best }) => best)), { unit: 'stars' });
table(
  trials
    .slice(0, unseen.length)
    .map(({ question, chosen, best }) => ({ question, chosen, stars: stars(best) })),
  { caption: 'The first round: what the reward model chose, and what the rater says' },
);

// %% [markdown]
// Look closely: this reward model sees words, not truth. It likes some words because they stood in good answers by chance,
// and an answer with wrong weeks may win. A model that is trained against such a judge learns to please it. Chapter 4 lets
// that happen, and stops it.

// %% [markdown]
// ## 5. The job: an examination
//
// Four subjects, 60 % to pass. Nobody has taught it to answer in English. Which marks do you expect?

// %%
const shareRight = (items: boolean[]) =>
  Math.round((100 * items.filter(Boolean).length) / items.length);
const blankMarks = (language: 'zh' | 'en', places: typeof PLACES) =>
  shareRight(
    places.map((p) => heldOutBlank(language, p)).map((blank) => firstGuess(blank) === blank.answer),
  );
const answerMarks = (language: 'zh' | 'en', places: typeof PLACES) =>
  shareRight(places.flatMap((p) => questionsAbout(language, p)).map((q) => isRight(q, say(q.text))));
function examination(places: typeof PLACES) {
  const subjects: [string, number][] = [
    ['Seasons, Chinese blanks', blankMarks('zh', places)],
    ['Seasons, English blanks', blankMarks('en', places)],
    ['Answers in Chinese', answerMarks('zh', places)],
    ['Answers in English', answerMarks('en', places)],
  ];
  return subjects.map(([subject, marks]) => ({
    subject,
    marks,
    result: marks >= 60 ? 'passed' : 'failed',
  }));
}
const firstMarks = examination(firstExam);
figure('exam.english.first', firstMarks[3]!.marks, { unit: '%', goal: { max: 59 } });
table(firstMarks, { caption: 'The first examination' });

// %% [markdown]
// It answers in English as badly as you would if all your seminars had been Chinese. So it goes back: a seminar in both
// languages, about the same eight places. The second examination asks about four places that no seminar and no
// examination has named so far.

// %%
await train('second seminar', 250, 1e-3, () => seminar(['zh', 'en', 'en']));
const secondMarks = examination(freshExam);
figure('exam.english.second', secondMarks[3]!.marks, { unit: '%', goal: { min: 60 } });
const failed = secondMarks.filter(({ result }) => result === 'failed').length;
figure('exam.failed', failed, { unit: 'subjects', goal: { max: 0 } });
table(secondMarks, { caption: 'A fresh examination' });

// %% [markdown]
// ## 6. What it cost
//
// The article says that a model spends 80 % of its cost at school, 15 % at university, 5 % on the thesis. Ours, in seconds
// of training on this machine, and in energy if it draws 15 watts (a laptop at work; yours may differ).

// %%
const total = Object.values(seconds).reduce((a, b) => a + b);
const school = seconds['school: blanks']! + seconds['school: reading']!;
figure('cost.school', (100 * school) / total, { unit: '%' });
figure('cost.seconds', total, { unit: 's' });
const costs = Object.entries(seconds).map(([stage, time]) => ({
  stage,
  seconds: time.toFixed(1),
  share: `${((100 * time) / total).toFixed(0)} %`,
  'energy (Wh)': ((time * 15) / 3600).toFixed(3),
}));
table(costs, { caption: 'Where the time went' });

// %% [markdown]
// School takes most of it, as in the article. The thesis is not in the table: best of four does not train the model.
// Chapter 4 trains it, and then the thesis has its price.
//
// ### And something it makes up
// One last question, about a university on the moon (月球大学). There is none, in our world or in yours.

// %%
const moon = '月球大学的樱花何时开？';
console.log(moon, '→', say(moon));

// %% [markdown]
// Whatever stands there, it does not say "I do not know": nobody ever taught it that sentence. This is called a
// **hallucination** (幻觉). Chapter 3 teaches it to refuse, and shows how hard that is.
//
// **And in the large?** Models such as GPT-3 read hundreds of billions of tokens after cleaning (Brown et al., 2020);
// ours reads a few hundred sentences. It has one layer and about fifty thousand numbers; they have some ten to hundred
// layers and billions. The stages are the same, and so are the mistakes.

// %% [markdown]
// ## What you have now
// - You cleaned a small corpus and measured your rule against the truth.
// - You built a transformer, taught it to fill blanks, then to answer.
// - You judged answers with stars, examined the model, and counted what it cost.
// - Eight exercises wait in [exercises/00-journey](../exercises/00-journey.ipynb), about two hours together.
//
// ### Ask yourself
// <details><summary>Why could counting pairs not fill the blank, and what did attention add?</summary>
//
// The word that decides, 樱花, does not stand beside the blank. A pair of neighbours never sees it; attention lets the blank
// look at every word of the sentence.
// </details>
// <details><summary>Why is the loss of fine-tuning counted on the answer alone?</summary>
//
// We want it to answer questions, not to ask them. Counted on the question, too, the steps would go into guessing what
// people ask.
// </details>
// <details><summary>What would happen if we trained it to please our reward model for an hour?</summary>
//
// It would say the dearest words as often as it can, true or not: the judge adds up words. Chapter 4 shows the curve.
// </details>

// %% [markdown]
// ### Read on
// - Vaswani et al., *Attention Is All You Need* (2017): where the transformer comes from.
// - Devlin et al., *BERT* (2018): learning by filling blanks.
// - Ouyang et al., *Training language models to follow instructions with human feedback* (2022): answers and stars.
// - Charpentier and Samuel, *GPT or BERT: why not both?* (2024): one model for blanks and for the next word.
//
// Next: chapter 1, where the books are real, and dirtier.
