// %% [markdown]
// # Lesson 00: the journey begins
//
// A language model grows up the way a student does: somebody gathers books (**corpus**, 语料), school teaches it to fill
// blanks (**pretraining**, 预训练), university teaches it to answer (**fine-tuning**, 微调), a thesis adviser gives stars
// (**reinforcement learning**, 强化学习), and a job begins with an examination (**evaluation**, 评估).
//
// This lesson walks the first part of that road: your tools, then the books. At its end a model that only counts tries
// the blank that the whole course is about: 「西安电子科技大学的___季樱花非常著名」. Reading takes about ten minutes, running less than one.

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
const world = journey(1);
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
// Typing errors are still there: 婴花 for 樱花, "sping" for "spring". A rule for those is harder; chapter 1 trains one.

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
    .forEach((right, i) => next.set(key(tokens[i]!, right), (next.get(key(tokens[i]!, right)) ?? 0) + 1));
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
const guesses = guess(articleBlank('zh').text).slice(0, 5);
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
//
// **And in the large?** Models such as GPT-3 read hundreds of billions of tokens after cleaning (Brown et al., 2020);
// ours reads a few hundred sentences. The steps are the same: collect, remove copies, filter, cut into tokens.

// %% [markdown]
// ## Exercises
// Two tasks prepare you for school, in [exercises/00-journey](../exercises/00-journey.ipynb):
// **mask a sentence** (★☆☆, 10 minutes) and **cross-entropy by hand** (★★☆, 20 minutes).
//
// ## What you have now
// - You can run cells, read a tensor's shape, and ask for a gradient.
// - You removed copies and advertisements, and measured your rule against the truth.
// - You met tokens, and a first model that fails for a reason you can name.
//
// Ask yourself: what would the rule for advertisements do to the sentence "Buy a ticket to see the cherry blossoms"?
// Would counting triples instead of pairs fill the blank? Why did we leave the typing errors in?
