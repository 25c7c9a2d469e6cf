// %% [markdown]
// # Chapter 1, part b: the same page twice
//
// Our student has a shelf of collected pages. Some are there twice, some twenty times, and some twenty times with a word
// changed. A student who reads one page twenty times knows it by heart, and has no evening left for the others. Today we
// find the copies: first the equal ones, then the similar ones, which is harder and more beautiful.
//
// The article says 删除重复内容: remove repeated content. The term is **deduplication** (去重).
// Reading takes about 40 minutes, running about 15 seconds.

// %%
import { barChart, createWorld, table, webPages } from 'kernel-lib';
const SEED = 1;
const world = createWorld({ seed: SEED });
const pages = [...webPages(world.documents({ count: 2500 }), { seed: SEED })];
const planted = (kind: string) =>
  pages.filter(({ labels }) => labels.some((label) => label.kind === kind));
const copied = planted('exact-copy').length + planted('near-copy').length;
barChart({
  title: `${Math.round((100 * copied) / pages.length)} of 100 pages are copies, and half of these are not equal`,
  x: { label: 'pages' },
  y: { label: 'what we planted' },
  bars: [
    { label: 'all pages', value: pages.length },
    { label: 'exact copies', value: planted('exact-copy').length },
    { label: 'near copies', value: planted('near-copy').length },
  ],
});

// %% [markdown]
// ## 1. Equal pages
//
// Two pages are **exact duplicates** (完全重复) when their texts are equal after what nobody reads is made equal: letter case,
// runs of spaces, full-width forms. To compare each of $n$ pages with every other one takes $n(n-1)/2$ comparisons. A **hash**
// (散列) needs one look at each page: a number of fixed length, calculated from the text, that is the same for equal texts and
// different for different ones (as good as always).
//
// Before you run it: will it find fewer pages than we planted, just as many, or more?

// %%
import { createHash } from 'node:crypto';
const sameForm = (text: string) => text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();
const hashOf = (text: string) => createHash('sha256').update(sameForm(text)).digest('hex');
const first = new Map<string, string>(); // hash → id of the first page that has it
const copies = pages.filter(({ id, text }) => {
  const hash = hashOf(text);
  const known = first.has(hash);
  if (!known) first.set(hash, id);
  return known;
});
console.log(`${copies.length} of ${pages.length} pages were there before.`);

// %% [markdown]
// In our closed world we know the truth: each planted copy names the page that it was copied from. Pages that go back to
// one page are a *family*; advertisements that were made from one template are one, too.
//
// **Recall** (召回率): of all planted copies, which share did we find? **Precision** (精确率): of the pages that we removed, for
// which share was the earlier page really of its family?

// %%
import { figure } from 'kernel-lib';
const byId = new Map(pages.map((page) => [page.id, page]));
function familyOf(id: string): string {
  const { labels, document } = byId.get(id)!;
  const copy = labels.find(({ of }) => of !== undefined);
  if (copy !== undefined) return familyOf(copy.of!);
  const template = labels.find(({ kind }) => kind === 'advertisement')?.spans?.[0]?.what;
  return document === undefined && template !== undefined ? template : id;
}
const removed = new Set(copies.map(({ id }) => id));
const found = planted('exact-copy').filter(({ id }) => removed.has(id)).length;
const right = copies.filter(
  ({ id, text }) => familyOf(id) === familyOf(first.get(hashOf(text))!),
).length;
figure('books.exact.recall', (100 * found) / planted('exact-copy').length, {
  unit: '%',
  goal: { min: 100 },
});
figure('books.exact.precision', (100 * right) / copies.length, { unit: '%', goal: { min: 100 } });

// %% [markdown]
// A hash is all or nothing. One changed letter, and the number is another one:

// %%
const sentence = 'The cherry blossoms at Xidian University open in late March.';
[sentence, sentence.toUpperCase(), sentence.replace('late', 'early')].map((text) =>
  hashOf(text).slice(0, 16),
);

// %% [markdown]
// The second one is equal, for case does not count. The third one says nearly the same, and the hash knows nothing of it.
//
// ## 2. How similar are two pages?
//
// Pages that differ in a few places are **near duplicates** (近似重复). To find them, cut each text into **shingles** (片段),
// overlapping windows of five words; for Chinese, five characters, for it has no spaces. The **Jaccard similarity** (杰卡德相似度) of two texts is the share of shingles that they have in common:
//
// $$J(A, B) = \frac{|A \cap B|}{|A \cup B|}$$
//
// where $A$ and $B$ are the two sets of shingles. You can write both yourself:
// [exercise 2, How alike are two pages?](../exercises/01-books.ipynb) (★☆☆, 15 minutes, 2 points).

// %%
function shinglesOf(text: string, size = 5): Set<string> {
  const chinese =
    (text.match(/\p{Script=Han}/gu) ?? []).length > 0.3 * (text.match(/\p{L}/gu) ?? []).length;
  const units = chinese
    ? (text.match(/[\p{L}\p{N}]/gu) ?? [])
    : (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
  const windows = Math.max(1, units.length - size + 1);
  return new Set(
    Array.from({ length: windows }, (_, i) => units.slice(i, i + size).join(chinese ? '' : ' ')),
  );
}
function jaccard(a: Set<string>, b: Set<string>): number {
  const common = [...a].filter((shingle) => b.has(shingle)).length;
  return common / (a.size + b.size - common);
}
[...shinglesOf('桂林的桂花在秋季开放。')];

// %% [markdown]
// One word of nine is changed below. Guess the similarity before you run it: about 0.9, about 0.5, less?

// %%
const guilin = 'Many people go to Guilin to see the flowers.';
const wuhan = 'Many people go to Wuhan to see the flowers.';
jaccard(shinglesOf(guilin), shinglesOf(wuhan));

// %% [markdown]
// One changed word destroys every window that it stands in, up to five of them. In a sentence that is all of them; in a
// long page it is five of hundreds. So five words are a strict measure for short texts and a fair one for pages.
//
// Here is a near copy from our shelf. Find the differences with your eyes first:

// %%
import { compare, markdown } from 'kernel-lib';
const example = planted('near-copy').find(({ labels }) => (labels[0]!.similarity ?? 0) > 0.75)!;
const source = byId.get(example.labels[0]!.of!)!;
console.log(`Jaccard ${jaccard(shinglesOf(example.text), shinglesOf(source.text)).toFixed(3)}`);
compare([
  { title: 'the source', body: markdown(source.text) },
  { title: 'a near copy', body: markdown(example.text) },
]);

// %% [markdown]
// ## 3. MinHash: a similarity that fits on a postcard
//
// To compare all pairs of a million pages, we would compare $5\times10^{11}$ pairs of sets. We want a small fingerprint for
// each page instead, from which the similarity can be read. The trick is due to Broder (1997).
//
// Take a function $h$ that shuffles all possible shingles: each shingle gets a random number. For each page keep only the
// *smallest* number among its shingles. When are the minima of two pages equal? Exactly when the shingle that has the
// smallest number in $A \cup B$ lies in both. Each shingle of the union is equally likely to be that one, so
//
// $$P\big[\min h(A) = \min h(B)\big] = \frac{|A \cap B|}{|A \cup B|} = J(A, B)$$
//
// where $P$ is the probability.

// %% [markdown]
// One shuffle is one toss of a coin that shows "equal" with probability $J$. Take 112 shuffles, and the share of equal minima
// estimates $J$. The list of 112 minima is the page's **signature** (签名); the method is **MinHash** (最小哈希).
//
// You can write it yourself: [exercise 3, A signature of a page](../exercises/01-books.ipynb) (★★☆, 15 minutes, 3 points).
// Here is ours. `h` first makes a number of the shingle, then mixes it with the two numbers of the shuffle:

// %%
import { randomInt, seededRandom } from 'kernel-lib';
const K = 112; // numbers in a signature
const random = seededRandom(SEED);
const shuffles = Array.from({ length: K }, () => [
  1 + 2 * randomInt(random, 2 ** 31),
  randomInt(random, 2 ** 32),
]);
/** A shingle as a number of 32 bits (FNV-1a), then mixed once more for each of the K shuffles. */
function numberOf(shingle: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < shingle.length; i++) hash = Math.imul(hash ^ shingle.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
const shuffled = (n: number, [a, b]: number[]) => {
  const mixed = Math.imul(n ^ b!, a!);
  return Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d) >>> 0;
};
function signatureByHand(text: string): number[] {
  const numbers = [...shinglesOf(text)].map(numberOf);
  return shuffles.map((shuffle) =>
    numbers.reduce((least, n) => Math.min(least, shuffled(n, shuffle)), 2 ** 32),
  );
}
signatureByHand(sentence).slice(0, 4);

// %% [markdown]
// Does it work? For each planted near copy: the true similarity on one axis, the share of equal minima on the other. If the
// formula is right, the points lie about the diagonal. How far away do you expect them? (The standard deviation of the
// share among 112 tosses is $\sqrt{J(1-J)/112}$, at most 0.047.)

// %%
import { scatterChart } from 'kernel-lib';
const labelOf = ({ labels }: (typeof pages)[number]) =>
  labels.find(({ kind }) => kind === 'near-copy')!;
const pairs = planted('near-copy')
  .slice(0, 200)
  .map((copy) => [copy.text, byId.get(labelOf(copy).of!)!.text] as const);
const truth = pairs.map(([a, b]) => jaccard(shinglesOf(a), shinglesOf(b)));
const estimate = pairs.map(([a, b]) => {
  const [left, right] = [signatureByHand(a), signatureByHand(b)];
  return left.filter((least, i) => least === right[i]).length / K;
});
const errorOf = (guesses: number[]) =>
  // root mean square
  Math.sqrt(truth.reduce((sum, t, i) => sum + (t - guesses[i]!) ** 2, 0) / truth.length);
figure('books.minhash.error', errorOf(estimate), { goal: { max: 0.055 } });
const diagonal = Array.from({ length: 41 }, (_, i) => i / 40);
scatterChart({
  title: '112 numbers are enough to read the similarity of two pages',
  x: { label: 'true Jaccard similarity', range: [0, 1] },
  y: { label: 'share of equal minima', range: [0, 1] },
  series: [
    { name: 'near copies', x: truth, y: estimate },
    { name: 'a perfect estimate', x: diagonal, y: diagonal },
  ],
});

// %% [markdown]
// ### The library's version
// `corpus.jaccard` and `corpus.shingles` must give exactly our similarity. `corpus.minHasher` does MinHash in WebAssembly,
// four numbers at once. Its shuffles are others, so its estimates are not ours digit by digit; but they must miss the truth
// by as little.

// %%
import { corpus } from 'kernel-lib';
const library = corpus.minHasher();
const byLibrary = pairs.map(([a, b]) => corpus.similarity(library.signature(a), library.signature(b)));
const exactly = pairs.map(([a, b]) => corpus.jaccard(corpus.shingles(a), corpus.shingles(b)));
console.log(
  `${exactly.filter((j, i) => j === truth[i]).length} of ${pairs.length} similarities are equal.`,
);
const three = (value: number) => value.toFixed(3);
table([
  ...[0, 1, 2, 3, 4].map((i) => ({
    ...{ pair: String(i + 1), truth: three(truth[i]!) },
    ...{ 'by hand': three(estimate[i]!), library: three(byLibrary[i]!) },
  })),
  {
    pair: 'error of all',
    truth: '',
    'by hand': three(errorOf(estimate)),
    library: three(errorOf(byLibrary)),
  },
]);

// %% [markdown]
// ## 4. Bands: how not to look at all pairs
//
// Signatures are small, but there are still as many pairs. **Locality-sensitive hashing** (局部敏感哈希, LSH) avoids most of them.
// Cut the signature into $b = 14$ **bands** (分带) of $r = 8$ numbers. Two pages become **candidates** (候选) when they agree in
// *all eight* numbers of *at least one* band. Equal bands are found as equal pages were: by a hash.
//
// Two pages of similarity $s$ agree in one number with probability $s$, in a whole band with $s^r$, and so in at least one
// of the bands with
//
// $$P(s) = 1 - (1 - s^r)^b$$
//
// What does that curve look like? Draw it on paper before you run: where is it at $s = 0.5$, where at $s = 0.9$?

// %%
import { lineChart } from 'kernel-lib';
const grid = Array.from({ length: 101 }, (_, i) => i / 100);
lineChart({
  title: 'Bands turn a similarity into a step: below it no, above it yes',
  x: { label: 'Jaccard similarity s' },
  y: { label: 'chance to become candidates' },
  series: [
    { name: '14 bands of 8', x: grid, y: grid.map((s) => 1 - (1 - s ** 8) ** 14) },
    { name: '28 bands of 4', x: grid, y: grid.map((s) => 1 - (1 - s ** 4) ** 28), dashed: true },
    { name: '7 bands of 16', x: grid, y: grid.map((s) => 1 - (1 - s ** 16) ** 7), dashed: true },
  ],
});

// %%
table(
  [0.5, 0.7, 0.85, 0.9].map((s) => ({ s, 'P(s), 14 bands of 8': (1 - (1 - s ** 8) ** 14).toFixed(4) })),
);

// %% [markdown]
// All three use 112 numbers. More numbers in a band push the step to the right. FineWeb, a corpus of 15 trillion tokens, uses
// just these 14 bands of 8 (Penedo et al., 2024).
//
// You can write it yourself: [exercise 4, Find the pairs without comparing all](../exercises/01-books.ipynb) (★★☆, 20 minutes,
// 3 points).

// %% [markdown]
// ### Does the curve hold?
// A seed chooses the library's 112 shuffles, so one pair can be tried with a hundred seeds. The share of seeds in which it
// becomes a candidate is *measured*; what the curve says is *promised*. We do it for groups of planted near copies, from
// similarity 0.5 to 0.9.

// %%
const meets = (a: Uint32Array, b: Uint32Array) =>
  Array.from({ length: 14 }, (_, band) => band * 8).some((from) =>
    [0, 1, 2, 3, 4, 5, 6, 7].every((row) => a[from + row] === b[from + row]),
  );
const candidates = pairs.map(() => 0); // share of seeds
for (let seed = 1; seed <= 100; seed++) {
  const hasher = corpus.minHasher({ seed });
  pairs.forEach(([a, b], i) => {
    if (meets(hasher.signature(a), hasher.signature(b))) candidates[i]! += 1 / 100;
  });
}
const groups = [0.5, 0.6, 0.7, 0.8, 0.9].map((centre) => {
  const members = truth.flatMap((t, i) => (Math.abs(t - centre) < 0.05 ? [i] : []));
  const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const promised = mean(members.map((i) => corpus.sCurve(truth[i]!)));
  return {
    s: mean(members.map((i) => truth[i]!)),
    measured: mean(members.map((i) => candidates[i]!)),
    promised,
  };
});

// %%
const gap = Math.max(...groups.map(({ measured, promised }) => Math.abs(measured - promised)));
figure('books.near.curve-gap', 100 * gap, { unit: 'points', goal: { max: 3 } });
lineChart({
  title: 'The planted near copies lie on the curve',
  subtitle: `${pairs.length} pairs, 100 choices of the 112 shuffles each`,
  x: { label: 'Jaccard similarity s' },
  y: { label: 'share that became candidates' },
  series: [
    { name: '1 − (1 − s⁸)¹⁴', x: grid, y: grid.map((s) => corpus.sCurve(s)) },
    {
      name: 'measured',
      x: groups.map(({ s }) => s),
      y: groups.map(({ measured }) => measured),
      dashed: true,
    },
  ],
});

// %% [markdown]
// ## 5. From pairs to families
//
// If A is a copy of B, and B of C, then all three belong together, even if A and C share little. **Union–find** (并查集) keeps
// such families: each page points at another one of its family, and the last one names it.

// %%
const parent = pages.map((_, i) => i);
const rootOf = (i: number): number => (parent[i] === i ? i : (parent[i] = rootOf(parent[i]!)));
const join = (i: number, j: number) => (parent[rootOf(i)] = rootOf(j));
const hasher = corpus.minHasher();
const signatures = pages.map(({ text, language }) => hasher.signature(text, language));
for (let band = 0; band < 14; band++) {
  const bucket = new Map<string, number>(); // the eight numbers → the last page that had them
  signatures.forEach((signature, i) => {
    const key = signature.subarray(8 * band, 8 * band + 8).join();
    if (bucket.has(key)) join(i, bucket.get(key)!);
    bucket.set(key, i);
  });
}
const families = new Map<number, number[]>();
pages.forEach((_, i) => families.set(rootOf(i), [...(families.get(rootOf(i)) ?? []), i]));
const large = [...families.values()]
  .filter((family) => family.length > 1)
  .sort((a, b) => b.length - a.length);
console.log(`${large.length} families; the largest has ${large[0]!.length} pages.`);

// %% [markdown]
// The largest families: read one line of each. Are these all copies? Which of them would you keep whole?

// %%
table(
  large.slice(0, 8).map((family) => ({
    pages: family.length,
    'first of them': pages[family[0]!]!.text.slice(0, 70),
    'last of them': pages[family.at(-1)!]!.text.slice(0, 70),
  })),
);

// %% [markdown]
// Most are what we planted. But a chain can grow: A is like B, B is like C, and at its end two pages share little. And two
// pages that nobody copied may meet in one band by chance.
//
// ## 6. Look again before you throw away
//
// A candidate is a suspicion. **Verification** (核实) compares the real shingles of the two pages and keeps the suspicion only
// where their Jaccard similarity is at least 0.7. It costs a second look at few pages. `nearStage` is the library's
// version of all of this; the page that stays of a family is the longest one. (We take the exact copies out before.)

// %%
const documents = pages.map(({ id, text, language }) => ({
  ...{ id, text, language },
  origin: { file: 'world', offset: 0 },
}));
async function deduplicate(threshold?: number) {
  const dropped = new Map<string, string>(); // id → id of the page that stays
  const stages = [corpus.exactStage(), corpus.nearStage(threshold === undefined ? {} : { threshold })];
  const all = (async function* () {
    yield* documents;
  })();
  const { documents: staying } = corpus.compose(all, stages, ({ document, reason }) => {
    if (reason.rule === 'near-copy') dropped.set(document.id, reason.detail!.replace('copy of ', ''));
  });
  for await (const document of staying) void document; // we only ask what left
  return dropped;
}
const bold = await deduplicate();
const careful = await deduplicate(0.7);
console.log(`${bold.size} pages left without a second look, ${careful.size} with it.`);

// %% [markdown]
// For which share was the page that stays really of the family of the one that left?

// %%
const isRight = ([id, stays]: [string, string]) => familyOf(id) === familyOf(stays);
const precision = (dropped: Map<string, string>) =>
  (100 * [...dropped].filter(isRight).length) / dropped.size;
figure('books.near.precision.bold', precision(bold), { unit: '%' });
figure('books.near.precision', precision(careful), { unit: '%', goal: { min: 99 } });

// %% [markdown]
// On our small shelf chance brings no strangers together; among billions of pages it does. What the second look changes here
// is *how alike* a page must be before it goes: without it, a pair at 0.6 may leave or stay by luck.
//
// And what did we miss? Here are the planted near copies by their similarity, those of sources that were copied once: there
// nothing else can have removed either page. A copy counts as found when one of the two is gone.

// %%
const nearPages = planted('near-copy').map((page) => {
  const { of, similarity } = labelOf(page);
  return {
    ...{ page, similarity: similarity!, of: of! },
    found: careful.has(page.id) || careful.has(of!),
  };
});
const copiedOnce = nearPages.filter(({ of }) => nearPages.filter((o) => o.of === of).length === 1);
const recall = [0.5, 0.6, 0.7, 0.8, 0.9].map((centre) => {
  const group = copiedOnce.filter(({ similarity }) => Math.abs(similarity - centre) < 0.05);
  return {
    label: `about ${centre}`,
    value: (100 * group.filter(({ found }) => found).length) / group.length,
  };
});
barChart({
  title: 'Below 0.7 copies stay, as the threshold wants; well above it few escape',
  x: { label: 'found', unit: '%', range: [0, 100] },
  y: { label: 'planted similarity' },
  bars: recall,
});

// %% [markdown]
// ## 7. What goes wrong
//
// **The wrong unit.** Somebody runs this program on a bilingual corpus, with the words between spaces as the unit. English
// copies disappear as they should. Of the Chinese ones not a single one does. There is no error. What is wrong? Look for
// the cause before you read the numbers:

// %%
function shinglesAtSpaces(text: string): Set<string> {
  const words = text.split(/\s+/);
  const windows = Math.max(1, words.length - 4);
  return new Set(Array.from({ length: windows }, (_, i) => words.slice(i, i + 5).join(' ')));
}
const alike = planted('near-copy').filter((page) => labelOf(page).similarity! >= 0.7);
const halves = {
  English: alike.filter((p) => p.language === 'en'),
  Chinese: alike.filter((p) => p.language === 'zh'),
};
const stillAlike = (list: typeof pages, cut: (text: string) => Set<string>) =>
  list.filter((page) => jaccard(cut(page.text), cut(byId.get(labelOf(page).of!)!.text)) >= 0.7).length;
table(
  Object.entries(halves).map(([language, list]) => ({
    language,
    'copies at 0.7 or more': list.length,
    'our unit finds': stillAlike(list, (text) => shinglesOf(text)),
    'cut at spaces finds': stillAlike(list, shinglesAtSpaces),
  })),
);

// %% [markdown]
// Chinese has no spaces between words, so a whole line is one "word", a page of up to five lines is one shingle, and one
// changed character makes another shingle of it. (In English, the full stops now belong to the words; it hurts less.)
//
// **The menu.** Two pages of one site share the menu, the footer and the cookie notice. On short pages that is most of the
// text, and everything becomes a copy of everything. So extraction (part a) comes before deduplication.
//
// **Short pages.** A page of six words has two shingles. One changed word, and the similarity is 0. MinHash is a tool for
// pages, not for sentences.
//
// **Chance.** The curve promised that some copies share no band. Here is what escaped us, well above the threshold:

// %%
const escaped = nearPages.filter(({ similarity, found }) => similarity > 0.75 && !found);
console.log(`${escaped.length} of ${nearPages.filter((n) => n.similarity > 0.75).length} escaped.`);
table(
  escaped.slice(0, 4).map(({ page, similarity }) => ({
    similarity: similarity.toFixed(2),
    'copy that stayed': page.text.slice(0, 100),
    source: byId.get(labelOf(page).of!)!.text.slice(0, 100),
  })),
);

// %% [markdown]
// > **And in the large?** FineWeb deduplicated each of 96 crawls for itself with these 14 × 8 bands. Doing all of them together
// > removed far more, and the model became no better for it: what was left of the oldest crawls was worse than what had been
// > removed (Penedo et al., 2024). The article's 删除重复内容 leaves that out: more removal is not always better. For texts
// > that share long passages but not their whole, suffix arrays are used (Lee et al., 2022).

// %% [markdown]
// ## What you have now
// - A hash finds equal pages, all of them and no others, because equality is a clear question.
// - Shingles and Jaccard say how similar two pages are; MinHash reads it from 112 numbers.
// - Bands make a soft step; you saw the planted copies lie on its curve.
// - A second look makes removal fair, at the price of some copies that stay.

// %% [markdown]
// ### Ask yourself
// <details><summary>Why 14 bands of 8 and not 112 bands of 1?</summary>
//
// With one row a band, a pair at similarity 0.1 agrees in at least one of 112 numbers almost always. Everything would be
// a candidate of everything.
// </details>
// <details><summary>Why must both pages be cut by the same rule?</summary>
//
// The formula counts equal shingles. If one text is cut into words and the other into characters, nothing can be equal.
// </details>
// <details><summary>Which page of a family should stay?</summary>
//
// There is no right answer. The longest loses least text; the oldest may be the source; the cleanest helps the model. Say
// which rule you use, and write it into the datasheet.
// </details>

// %% [markdown]
// ### Read on
// - Broder, *On the resemblance and containment of documents* (1997): MinHash.
// - Leskovec, Rajaraman, Ullman, *Mining of Massive Datasets*, chapter 3: the S-curve.
// - Lee et al., *Deduplicating Training Data Makes Language Models Better* (2022).
// - Penedo et al., *The FineWeb Datasets* (2024).
//
// Next: [part c](01c-quality.ipynb), where a page is there once and is still no good.
