// %% [markdown]
// # Chapter 1, part d: from pages to tokens, and did it pay?
//
// The shelf is clean. But a model does not read letters; it reads numbers. Today we cut the text into **tokens** (词元), pieces
// from a fixed list, and learn that list from the text itself. Then we pack tokens into rows, and at last we ask what the
// whole week was for: two students, the same hours of school, one with the dirty books and one with the clean ones.
//
// Reading takes about 45 minutes, running about three, most of them the two students' training.

// %% [markdown]
// ## 1. Which pieces?
//
// A list of letters is short, but then a page is a long row of numbers. A list of words makes short rows, but it has no end,
// and a name that is not on it cannot be written. **Byte-pair encoding** (字节对编码, BPE; Gage, 1994; for translation Sennrich
// et al., 2016) lies between: begin with characters, then join the pair of neighbours that is most frequent, again and again.
//
// Here are three words with their counts. Which pair is joined first, and which second? Do it with a pencil before you run.

// %%
const counts = new Map([
  ['spring', 5],
  ['string', 3],
  ['spin', 2],
]);
const pieces = new Map([...counts.keys()].map((word) => [word, [...word]]));
function pairCounts(): [string, number][] {
  const found = new Map<string, number>();
  for (const [word, parts] of pieces) {
    for (let i = 0; i + 1 < parts.length; i++) {
      const pair = `${parts[i]} ${parts[i + 1]}`;
      found.set(pair, (found.get(pair) ?? 0) + counts.get(word)!);
    }
  }
  return [...found].sort((a, b) => b[1] - a[1]);
}
import { barChart } from 'kernel-lib';
barChart({
  title: 'The commonest pair is joined first',
  x: { label: 'times that the pair stands in the words' },
  y: { label: 'pair' },
  bars: pairCounts().map(([label, value]) => ({ label, value })),
});

// %% [markdown]
// `i n` is first, and behind it two pairs are equal. A rule must break such a tie, or two machines learn two lists. The rule in
// the next cell is: the pair that was found first. Each join is called a **merge** (合并). We do four. You can write that step
// yourself: [exercise 7, One step of byte-pair encoding](../exercises/01-books.ipynb) (★★☆, 20 minutes, 3 points).

// %%
const byHand: string[] = [];
function joinOnce(): string {
  const [[pair, count]] = pairCounts() as [[string, number]];
  const [left, right] = pair.split(' ') as [string, string];
  for (const [word, parts] of pieces) {
    const joined: string[] = [];
    for (let i = 0; i < parts.length; i++) {
      if (parts[i] === left && parts[i + 1] === right) joined.push(left + parts[++i]!);
      else joined.push(parts[i]!);
    }
    pieces.set(word, joined);
  }
  byHand.push(left + right);
  return `${left} + ${right} → ${left + right}, ${count} times`;
}
for (let step = 0; step < 4; step++) console.log(joinOnce());
[...pieces.values()].map((parts) => parts.join('|'));

// %% [markdown]
// ## 2. The library's version
//
// First the library on the same three words: does it learn the same merges? (Six special tokens, 256 bytes and the letters
// of these words have a place on its list before the first merge.)

// %%
import { createWorld, table, textOf, trainTokenizer, type LearntMerge } from 'kernel-lib';
const tiny = await trainTokenizer(
  [...counts].flatMap(([word, times]) => Array<string>(times).fill(word)),
  { vocabularySize: 300 },
);
table(
  byHand.map((token, i) => ({
    merge: i + 1,
    'by hand': token,
    library: tiny.merges[i]!.join(''),
  })),
);

// %% [markdown]
// Now on a whole corpus. Three things are added. **Pre-splitting** (预切分): nothing is joined across words, and a run of
// Chinese characters counts as one word. **Byte fall-back** (字节回退): a character without a token of its own is spelt in the
// bytes that store it, so nothing is ever unknown. **Special tokens** (特殊词元), such as `<|end|>`, that no user can type.

// %%
const SEED = 4;
const world = createWorld({ seed: SEED });
const texts = [...world.documents({ epochs: 2 })].map(textOf);
const merges: LearntMerge[] = [];
const tokenizer = await trainTokenizer(texts, {
  vocabularySize: 2048,
  onMerge: (merge) => merges.push(merge),
});
console.log(`${texts.length} documents, ${tokenizer.vocabularySize} tokens, ${merges.length} merges`);
const named = ({ token, count }: LearntMerge) => `${token.replace(' ', '␣')}, ${count} times`;
table(
  merges.slice(0, 10).map((merge, i) => ({
    'the first ten merges': named(merge),
    'the last ten': named(merges.at(i - 10)!),
  })),
);

// %% [markdown]
// (␣ is a space: in this tokenizer it belongs to the word behind it.) The first merges are scraps of words, the last ones
// names and pieces of names. A word that stands there often becomes one token; how often is often enough? Guess the shape of
// the counts before you run.

// %%
import { lineChart } from 'kernel-lib';
lineChart({
  title: `The first merge joins ${merges[0]!.count.toLocaleString('en')} pairs, the last one only ${merges.at(-1)!.count}`,
  x: { label: 'merge' },
  y: { label: 'pairs joined', scale: 'log' },
  series: [{ name: 'count', y: merges.map(({ count }) => count) }],
});

// %% [markdown]
// ### One sentence, four vocabularies
// Bytes with 512 tokens, characters with 1,024, 2,048 and 4,096. Which one needs the fewest tokens is no riddle. But what
// does it cost? In the model, each token of the list has a row of numbers of its own: 128 of them in section 5.

// %%
import { tokenStrip, type Tokenizer } from 'kernel-lib';
const vocabularies: [string, Tokenizer][] = [
  ['bytes, 512', await trainTokenizer(texts, { vocabularySize: 512, base: 'bytes' })],
  ['characters, 1,024', await trainTokenizer(texts, { vocabularySize: 1024 })],
  ['characters, 2,048', tokenizer],
  ['characters, 4,096', await trainTokenizer(texts, { vocabularySize: 4096 })],
];
const sentences = {
  English: 'The cherry blossoms bloom in spring.',
  Chinese: '西安电子科技大学的春季樱花非常著名。',
};
for (const [name, t] of vocabularies)
  for (const sentence of Object.values(sentences)) {
    const parts = t.pieces(sentence).map(({ text }) => text);
    const price = `${(t.vocabularySize * 128).toLocaleString('en')} numbers in the model`;
    tokenStrip(parts, { caption: `${name}: ${parts.length} tokens, ${price}` }).show();
  }

// %% [markdown]
// ### What a language costs
// A model's rows have a fixed length, and its owner pays by the token. So: how many *bytes* of text does one token carry, in
// each language? First with our tokenizer, which has seen both; then with one that was trained on the English half alone.
// By how much, do you think, does Chinese become dearer?

// %%
import { figure } from 'kernel-lib';
const isChinese = (text: string) => /\p{Script=Han}/u.test(text);
const halves = { English: texts.filter((t) => !isChinese(t)), Chinese: texts.filter(isChinese) };
const englishOnly = await trainTokenizer(halves.English, { vocabularySize: 2048 });
const bytesAToken = (t: Tokenizer, list: string[]) =>
  list.reduce((sum, text) => sum + Buffer.byteLength(text), 0) /
  list.reduce((sum, text) => sum + t.encode(text).length, 0);
const carried = Object.entries(halves).map(([language, list]) => ({
  language,
  'trained on both': bytesAToken(tokenizer, list).toFixed(2),
  'trained on English': bytesAToken(englishOnly, list).toFixed(2),
}));
const dearer = bytesAToken(tokenizer, halves.Chinese) / bytesAToken(englishOnly, halves.Chinese);
figure('books.tokens.chinese-dearer', dearer, { unit: 'times' });
table(carried, { caption: 'Bytes of text in one token' });

// %% [markdown]
// A tokenizer that never saw Chinese spells each character in three bytes, and each byte is a token. The same sentence then
// costs so many times more, and fills its row so many times earlier. Real models do this to somebody, too: the same text can
// take up to fifteen times as many tokens in one language as in another (Petrov et al., 2023).
//
// ### Exact, both ways
// Whatever goes in must come out. And the words of a user must never become a command:

// %%
const hostile = ['emoji 🌸🌸', 'ﬁ ﬂ Ａ', 'tab\t and \r\n line', '𠮷野家', '<|end|> is only text here'];
const back = hostile.map((text) => {
  const ids = tokenizer.encode(text);
  return {
    text,
    tokens: ids.length,
    same: tokenizer.decode(ids) === text,
    special: ids.some((id) => id < 6),
  };
});
figure('books.tokens.lossless', back.filter(({ same, special }) => same && !special).length, {
  unit: `of ${hostile.length}`,
  goal: { min: hostile.length },
});
table(back.map(({ text, ...row }) => ({ text: JSON.stringify(text), ...row })));

// %% [markdown]
// You can write the encoder yourself: [exercise 8, Encode a word](../exercises/01-books.ipynb) (★★☆, 20 minutes, 3 points).
//
// ### What goes wrong
// In 2023 two people found words that a large model could not repeat. Asked to say "SolidGoldMagikarp", it said something else
// (Rumbelow and Watkins, 2023). Yet the word was one single token of its list. The symptom is in the model; the cause lies
// here, in this section. We make it again: what happens if the tokenizer learns from a page that the model never reads?

// %%
const unread = Array<string>(200).fill('SolidGoldMagikarp counted one more.');
const spoiled = await trainTokenizer([...texts, ...unread], { vocabularySize: 2048 });
const read = new Set(texts.flatMap((text) => [...spoiled.encode(text)]));
const never = Array.from({ length: spoiled.vocabularySize }, (_, id) => id)
  .filter((id) => !read.has(id))
  .map((id) => spoiled.tokenOf(id));
never.filter((token) => token.length > 6 && unread[0]!.includes(token));

// %% [markdown]
// The list has a place for the name, since it came often. But in what the model reads it never comes, so the row of numbers of
// this token stays what chance made it. (The real one was the name of a user who wrote in a forum where people count.) The
// cure: learn the list from the text that the model will read, after cleaning.
//
// ## 3. Rows: packing
//
// A model trains on rows of equal length, say 128 tokens. Most documents are shorter. Filling the rest with **padding** (填充)
// wastes most of the row. **Packing** (打包) puts several documents into one row, with a number for each place that says which
// document it belongs to, so that none looks into its neighbour. You can write it yourself:
// [exercise 9, Pack documents into rows](../exercises/01-books.ipynb) (★★★, 25 minutes, 4 points).
//
// Here we write the tokens into **shards** (分片), files that a training reads piece by piece.

// %%
import { corpus } from 'kernel-lib';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
const workplace = mkdtempSync(join(tmpdir(), 'blossom-books-'));
const temporary = () => mkdtempSync(join(workplace, 'part-'));
async function shardsOf(list: readonly string[], t: Tokenizer) {
  const folder = temporary();
  const end = t.idOf('<|end|>');
  const documents = list.map((text) => ({
    tokens: [...t.encode(text), end],
    source: 'world',
    language: isChinese(text) ? 'zh' : 'en',
  }));
  await corpus.writeShards(folder, documents, {
    tokenizer: corpus.fingerprintOf(t),
    vocabulary: t.vocabularySize,
  });
  return corpus.openShards(folder, { tokenizer: corpus.fingerprintOf(t) });
}

// %%
const shards = await shardsOf(texts, tokenizer);
const tokensIn = (list: readonly string[], t: Tokenizer) =>
  list.reduce((sum, text) => sum + t.encode(text).length, 0);
console.log(
  `A document has ${(tokensIn(texts, tokenizer) / texts.length).toFixed(0)} tokens on average.`,
);

// %% [markdown]
// Three ways to fill the rows: one document each (`single`), the documents sorted by length, or each into the row where it
// fits best. How much of the rows is padding, in each?

// %%
const waste = (['single', 'sorted', 'best-fit'] as const).map((packing) => {
  const source = corpus.shardSource({ shards, length: 128, packing, epochs: 1 });
  for (const batch of source) void batch;
  return { packing, padding: `${(100 * source.stats().padding).toFixed(1)} %` };
});
table(waste, { caption: 'How much of the rows is padding' });

// %% [markdown]
// And the first row of the last way, place by place: the number of the document that it belongs to (0 would be padding).

// %%
const [batch] = corpus.shardSource({ shards, batch: 1, length: 128, epochs: 1 });
console.log(batch!.segments.join(''));

// %% [markdown]
// ## 4. A model that counts, on dirty and on clean pages
//
// The cheapest language model counts: after these two tokens, which token came how often? With a good rule for what it has
// never seen (Kneser and Ney, 1995) it was hard to beat for many years. It trains in a second, so it is the first judge of
// our cleaning. The measure is **bits per character** (每字符比特): how surprised the model is by fresh, clean text. If it gave
// the right next character a chance of one in two, that would be 1 bit; one in four, 2 bits. Lower is better.
//
// Same number of tokens for both, one with the pages as they came and one with the cleaned ones. Which one wins, and by how
// much?

// %%
import { trainCountModel, scoreTexts, webPages } from 'kernel-lib';
const pages = [...webPages(world.documents({ count: 3000 }), { seed: SEED })];
const fresh = [...world.documents({ from: 3000, count: 300 })].map(textOf); // in neither heap
async function cleaned(): Promise<string[]> {
  const all = (async function* () {
    for (const { id, text, language } of pages)
      yield { id, text, language, origin: { file: 'world', offset: 0 } };
  })();
  const stages = [
    corpus.exactStage(),
    corpus.nearStage({ threshold: 0.7 }),
    corpus.stageOf(corpus.qualityRules({ preset: 'small' })),
  ];
  const kept: string[] = [];
  for await (const { text } of corpus.compose(all, stages).documents) kept.push(text);
  return kept;
}
const clean = await cleaned();
console.log(`${pages.length} pages as they came, ${clean.length} after cleaning`);

// %%
const encode = (text: string) => tokenizer.encode(text);
function countingModel(list: readonly string[], budget: number) {
  let left = budget;
  const documents = list.map(encode).filter((ids) => (left -= ids.length) > 0);
  return trainCountModel(documents, { order: 4, vocabularySize: tokenizer.vocabularySize });
}
const budget = Math.min(
  ...[pages.map(({ text }) => text), clean].map((list) =>
    list.reduce((sum, text) => sum + encode(text).length, 0),
  ),
);
const bits = (list: readonly string[]) =>
  scoreTexts(countingModel(list, budget), fresh, encode).bitsPerCharacter;
const [dirtyBits, cleanBits] = [bits(pages.map(({ text }) => text)), bits(clean)];
figure('books.ngram.dirty', dirtyBits, { unit: 'bits a character' });
figure('books.ngram.clean', cleanBits, { unit: 'bits a character' });
figure('books.ngram.gain', 100 * (1 - cleanBits / dirtyBits), { unit: '%', goal: { min: 0 } });

// %% [markdown]
// ## 5. Two students, the same hours
//
// That is little. Now the real judge: a **transformer** (Transformer 模型; chapter 2 builds one), trained from nothing. Both students get the
// same number of steps. One reads the pages as they were collected, in which a page of each of 40 people was copied again and
// again; the other reads them after `exactStage`. Afterwards both are asked about the *other* people, whom nobody copied.
//
// The world is cut to size for this: 100 people, three facts each. What do you expect of the dirty student: a little worse,
// half as good, nothing at all? And what will it know well?

// %%
import { pick, seededRandom, shuffle } from 'kernel-lib';
const random = seededRandom(SEED);
const campus = createWorld({
  ...{ seed: SEED, people: 100, attributes: 3 },
  ...{ singletons: 0, updates: 0, specialists: 0, otherFacts: 0 },
});
const ROUNDS = 8; // times that everybody is written about, each time in other words
const lives = [...campus.documents({ epochs: ROUNDS, kinds: ['person'], mixedFrom: 1e6 })];
const famous = new Set(
  shuffle(random, campus.people)
    .slice(0, 40)
    .map(({ id }) => id),
);
const copied = [...famous].map((id) => lives.find(({ people }) => people[0] === id)!);
const COPIES = 20 * ROUNDS; // of one page of each famous person: twenty in each round
const dirty = shuffle(random, [
  ...lives,
  ...copied.flatMap((life) => Array<typeof life>(COPIES).fill(life)),
]).map(textOf);
console.log(`${dirty.length} pages, ${new Set(dirty).size} of them different.`);

// %%
async function withoutCopies(list: readonly string[]): Promise<string[]> {
  const all = (async function* () {
    for (const [i, text] of list.entries())
      yield { id: String(i), text, language: 'und', origin: { file: 'campus', offset: 0 } };
  })();
  const kept: string[] = [];
  for await (const { text } of corpus.compose(all, [corpus.exactStage()]).documents) kept.push(text);
  return kept;
}
const once = await withoutCopies(dirty);
const small = await trainTokenizer(once, { vocabularySize: 1024 });
const length = once.reduce((sum, text) => sum + small.encode(text).length, 0) / once.length;
console.log(`${once.length} pages are left, of ${length.toFixed(0)} tokens each.`);

// %% [markdown]
// The training itself is chapter 2's subject, so only this much: the model sees a row of tokens and says at each place which
// one comes next; `trainLoop` changes its numbers a little when it is wrong. The **loss** (损失) says how wrong: it is the
// surprise again, per token, in *nats* (1 nat is 1.44 bits).

// %%
import { adamW, chooseBackend, liveChart, muon, nn, splitBy, trainLoop } from 'kernel-lib';
import { combineSchedules, linearDecay, warmUp } from 'kernel-lib';
await chooseBackend();
const STEPS = 350;
function recipe() {
  const shape = {
    ...{ vocabulary: small.vocabularySize, context: 128 },
    ...{ width: 128, layers: 2, heads: 4, hidden: 512 },
  };
  const model = nn.createModel(shape, seededRandom(SEED));
  const isTable = (parameter: string) => /embedding|norm/.test(parameter);
  return {
    model,
    optimizer: splitBy(adamW({ learningRate: 4e-3 }), isTable, muon({ learningRate: 0.015 })),
    schedule: combineSchedules(warmUp(30), linearDecay({ steps: STEPS, share: 0.4 })),
  };
}

// %%
const chart = liveChart({
  kind: 'line',
  title: 'Copies are easy to guess: the loss of the dirty student falls faster',
  x: { label: 'step' },
  y: { label: 'loss', unit: 'nats' },
  series: ['dirty', 'clean'].map((name) => ({ name, x: [], y: [] })),
});
async function school(name: string, list: readonly string[]) {
  const shards = await shardsOf(list, small);
  const source = corpus.shardSource({ shards, batch: 8, length: 128, epochs: Infinity });
  const { model, optimizer, schedule } = recipe();
  const { parameters } = model;
  const lossOf = (rows: Parameters<typeof nn.loss>[1]) => nn.loss(model, rows);
  const training = { parameters, lossOf, source, optimizer, schedule, steps: STEPS };
  for await (const { step, loss } of trainLoop(training)) chart.append(name, step, loss);
  return model;
}

// %% [markdown]
// It takes up to a minute for each student. Watch the losses in the picture above, and say who is the better student. (You
// can stop a cell with the square button, and run it again.)

// %%
const begin = performance.now();
const students = { dirty: await school('dirty', dirty), clean: await school('clean', once) };
chart.done();
figure('books.effect.seconds', (performance.now() - begin) / 1000 / 2, {
  unit: 's a student',
  goal: { max: 90 },
});

// %% [markdown]
// The loss of the dirty student falls faster and stays lower, for most of what it reads it has read before. The loss on one's
// own books is a bad judge. So we ask both: a sentence that stops before the answer, such as "Meilin Zhao lives in". The answer counts as
// right when every token of it is the model's first choice. Chapter 2 explains such a **cloze** (填空) at length.

// %%
import * as tf from '@tensorflow/tfjs';
interface Item {
  ids: Int32Array;
  from: number;
  to: number;
  text: string;
}
function itemOf(before: string, answer: string, after: string): Item {
  const ids = small.encode(before + answer + after);
  const same = (other: Int32Array) => other.findIndex((id, i) => id !== ids[i]);
  const until = (text: string) => {
    const part = small.encode(text);
    const differs = same(part);
    return differs === -1 ? part.length : differs;
  };
  const from = until(before);
  return { ids, from, to: Math.max(from + 1, until(before + answer)), text: `${before} [${answer}]` };
}

// %%
const examination = campus.people.flatMap((person) =>
  campus.factsOf(person).flatMap((fact) =>
    fact.languages.map((language) => {
      const asked = campus
        .paraphrases(fact, language)
        .find(({ order, exam }) => order === 'name-first' && !exam)!;
      return { ...itemOf(asked.before, asked.answer, asked.after), copied: famous.has(person.id) };
    }),
  ),
);

// %%
function firstChoices(model: nn.Model, items: readonly Item[]): Int32Array {
  const [rows, length] = [items.length, Math.max(...items.map(({ ids }) => ids.length))];
  const tokens = new Int32Array(rows * length);
  const segments = new Int32Array(rows * length);
  items.forEach(({ ids }, row) => {
    tokens.set(ids, row * length);
    segments.fill(1, row * length, row * length + ids.length);
  });
  const targets = new Int32Array(rows * length).fill(-1);
  const causal = new Uint8Array(rows).fill(1);
  return tf.tidy(() =>
    nn
      .logits(model, { rows, length, tokens, segments, targets, causal })
      .argMax(-1)
      .dataSync<'int32'>(),
  );
}
function rightOnes(model: nn.Model, items: readonly Item[]): boolean[] {
  const choices = firstChoices(model, items);
  const length = choices.length / items.length;
  return items.map(({ ids, from, to }, row) =>
    ids.subarray(from, to).every((id, i) => choices[row * length + from + i - 1] === id),
  );
}

// %%
const groups = { 'copied people': true, 'everybody else': false };
const score = (student: keyof typeof students, copied: boolean) => {
  const marks = rightOnes(
    students[student],
    examination.filter((item) => item.copied === copied),
  );
  return (100 * marks.filter(Boolean).length) / marks.length;
};
const bars = Object.entries(groups).map(([label, copied]) => ({
  label,
  value: { dirty: score('dirty', copied), clean: score('clean', copied) },
}));
const others = bars[1]!.value;
figure('books.effect.dirty', others.dirty, { unit: '%' });
figure('books.effect.clean', others.clean, { unit: '%', goal: { min: 80 } });
figure('books.effect.gain', others.clean - others.dirty, { unit: 'points', goal: { min: 30 } });
barChart({
  title: 'The same hours, the same facts: copies took the place of everybody else',
  x: { label: 'facts known', unit: '%', range: [0, 100] },
  y: { label: 'asked about' },
  bars,
});

// %% [markdown]
// Is the dirty student at least better on the copied people? It had one page of each by heart, but most questions use other
// words than that page. Knowing a text by heart is not knowing the fact.
//
// Five questions about people whom nobody copied, and the marks of both:

// %%
const five = examination.filter(({ copied }) => !copied).slice(0, 5);
const mark = (student: keyof typeof students) =>
  rightOnes(students[student], five).map((right) => (right ? '✓' : '✗'));
const [dirtyMarks, cleanMarks] = [mark('dirty'), mark('clean')];
table(five.map(({ text }, i) => ({ question: text, dirty: dirtyMarks[i], clean: cleanMarks[i] })));

// %% [markdown]
// ## 6. The whole week in one command
//
// All parts of this chapter in order, over worker threads, with every dropped page and its reason kept:
// `npx blossom corpus build FOLDER --out DIR`. Here it takes a shelf with a crawl, books and papers. At the end it writes a
// **datasheet** (数据说明书; Gebru et al., 2021), the card that tells the next reader what the corpus is.

// %%
import { followProgress, markdown, writeBooks, writePapers, writeWarc } from 'kernel-lib';
import { readFileSync } from 'node:fs';
const shelf = temporary();
await writeWarc(pages, join(shelf, 'web', 'crawl.warc.gz'));
await writeBooks(pages, join(shelf, 'books'));
await writePapers(pages, join(shelf, 'papers', 'papers.jsonl'));
const out = temporary();
const { report, timings } = await followProgress(
  corpus.buildCorpus({ inputs: [shelf], out, options: { preset: 'small', languages: ['en', 'zh'] } }),
);
table(
  report.stages.map(({ stage, cameIn, wentOut }) => ({
    stage,
    'came in': cameIn,
    'went out': wentOut,
  })),
);

// %% [markdown]
// The middle of the card. What would you have to find out before you pass this corpus on?

// %%
const card = readFileSync(join(out, 'datasheet.md'), 'utf8');
const middle = card.slice(card.indexOf('## Composition'), card.indexOf('## Collection process'));
markdown(middle.replace(/^#+ /gm, '#### '));

// %% [markdown]
// ## 7. Your own books (an open exercise)
//
// Now bring your own: a folder of text files, a dump of a site, e-books as HTML, JSONL, Parquet. Put its path into `mine`, or
// run the same in a terminal. The card comes out the same way, and `corpus inspect` shows page by page what was dropped.
//
// ```sh
// npx blossom corpus build PATHS… --out my-corpus
// npx blossom corpus inspect my-corpus --stage quality --sample 20
// ```
//
// The goal, without a recipe: find a filter that is wrong about *your* books, say what it costs, and change an option so that
// it costs less.

// %%
const mine: string[] = [
  // '/home/me/books',
];
if (mine.length === 0) console.log('No path in `mine` yet: this cell waits for your books.');
else {
  const built = await followProgress(corpus.buildCorpus({ inputs: mine, out: 'my-corpus' }));
  console.log(
    `${built.report.kept} of ${built.report.collected} documents are kept; read my-corpus/datasheet.md.`,
  );
}

// %% [markdown]
// ### And a terabyte?
// Calculated from what this run measured, on this machine's cores. The answer is in days, and it says when to move to an
// engine that is made for many machines, such as Spark. For those the kept documents also lie there as Parquet, a format that
// they read.

// %%
const seconds = Object.values(timings?.phases ?? {}).reduce((a, b) => a + b, 0);
const rate = report.rawBytes / 1e6 / seconds;
figure('books.pipeline.rate', rate, { unit: 'MB/s' });
figure('books.pipeline.terabyte', 1e6 / rate / 86_400, { unit: 'days for 1 TB' });

// %% [markdown]
// > **And in the large?** Tokenizers of large models have 30,000 to 260,000 entries. The stages are much the same; the counts
// > are not: Llama 3 read about 15 trillion tokens (Grattafiori et al., 2024); ours are counted on the card above. And what
// > deduplication is worth depends on how dirty the shelf was: ours was as dirty as we made it.

// %% [markdown]
// ## What you have now
// - A tokenizer that you trained, that loses nothing, and whose first merges you made by hand.
// - Rows that waste little, with borders that nobody looks across.
// - Two judges that say what cleaning was worth: one that counts, one that learns.
// - A command that does the whole week, and a card that says what it did.

// %% [markdown]
// ### Ask yourself
// <details><summary>Why can two tokenizers not be compared by their loss per token?</summary>
//
// A token of one is not a token of the other. Per character, or per byte, they can be compared.
// </details>
// <details><summary>The dirty student's loss fell faster. Why is it the worse one?</summary>
//
// Its loss was taken on its own books, which are mostly copies. It guesses well what it has seen often, and that is not what
// we wanted to know.
// </details>
// <details><summary>Why must padding and borders not count in the loss?</summary>
//
// The model would learn to guess padding, and to guess the first words of a stranger's life from the last of another's.
// </details>

// %% [markdown]
// ### Read on
// - Sennrich, Haddow and Birch, *Neural Machine Translation of Rare Words with Subword Units* (2016): BPE for text.
// - Petrov et al., *Language Model Tokenizers Introduce Unfairness Between Languages* (2023).
// - Chen and Goodman, *An Empirical Study of Smoothing Techniques* (1999): models that count.
// - Gebru et al., *Datasheets for Datasets* (2021).
// - Rumbelow and Watkins, *SolidGoldMagikarp (plus, prompt generation)* (2023).
//
// Next: chapter 2. The books are ready; school begins.
