// %% [markdown]
// # Chapter 1, part b: the same page twice
//
// Our student has a shelf of collected pages. Some are there twice, some twenty times, and some twenty times with a word
// changed. A student who reads one page twenty times knows it by heart, and has no evening left for the others. Today we
// find the copies: first the equal ones, then the similar ones, which is harder and more beautiful.
//
// The article says 删除重复内容: remove repeated content. The term is **deduplication** (去重).
// Reading takes about 35 minutes, running about half a minute.

// %%
import { createWorld, table, webPages } from 'kernel-lib';
const SEED = 1;
const world = createWorld({ seed: SEED });
const pages = [...webPages(world.documents({ count: 2500 }), { seed: SEED })];
const planted = (kind: string) =>
  pages.filter(({ labels }) => labels.some((label) => label.kind === kind));
console.log(`${pages.length} pages; we planted ${planted('exact-copy').length} exact copies and`);
console.log(`${planted('near-copy').length} near copies among them.`);

// %% [markdown]
// ## 1. Equal pages
//
// Two pages are **exact duplicates** when their texts are equal after what nobody reads is made equal: letter case, runs
// of spaces, full-width forms. To compare each page with every other one takes $n(n-1)/2$ comparisons. A **hash** (散列) needs
// one look at each page: a short number that equal texts share.
//
// Before you run it: how many of the removed pages, do you think, are copies that we planted? All of them, most, half?

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
// one page are a **family**; advertisements that were cut from one template are one, too.
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
// Cut each text into **shingles** (片段), overlapping windows of five words; for Chinese, five characters, for it has no spaces.
// The **Jaccard similarity** (杰卡德相似度) of two texts is the share of shingles that they have in common:
//
// $$J(A, B) = \frac{|A \cap B|}{|A \cup B|}$$
//
// where $A$ and $B$ are the two sets of shingles. You can write both yourself:
// [shingles and Jaccard](../exercises/01-books.ipynb) (★☆☆, 10 minutes).

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
// One word of nine is changed below. Guess the similarity before you run it. Most people say about 0.9.

// %%
const guilin = 'Many people go to Guilin to see the flowers.';
const wuhan = 'Many people go to Wuhan to see the flowers.';
jaccard(shinglesOf(guilin), shinglesOf(wuhan));

// %% [markdown]
// One changed word destroys every window that it stands in, up to five of them. In a sentence that is all of them; in a
// long page it is five of hundreds. So five words are a strict measure for short texts and a fair one for pages.

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
// One such number is a coin with the right bias. Take 112 of them, and the share of equal ones estimates $J$. The list of
// 112 minima is the page's **signature** (签名); the method is **MinHash** (最小哈希).

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
// formula is right, the points lie about the diagonal. How far away do you expect them? (The deviation of 112 coins is
// $\sqrt{J(1-J)/112}$, at most 0.047.)

// %%
import { scatterChart } from 'kernel-lib';
const pairs = planted('near-copy')
  .slice(0, 200)
  .map(
    (copy) =>
      [copy.text, byId.get(copy.labels.find(({ kind }) => kind === 'near-copy')!.of!)!.text] as const,
  );
const truth = pairs.map(([a, b]) => jaccard(shinglesOf(a), shinglesOf(b)));
const estimate = pairs.map(([a, b]) => {
  const [left, right] = [signatureByHand(a), signatureByHand(b)];
  return left.filter((least, i) => least === right[i]).length / K;
});
const rootMeanSquare = Math.sqrt(
  truth.reduce((sum, t, i) => sum + (t - estimate[i]!) ** 2, 0) / truth.length,
);
figure('books.minhash.error', rootMeanSquare, { goal: { max: 0.055 } });
scatterChart({
  title: '112 numbers are enough to read the similarity of two pages',
  x: { label: 'true Jaccard similarity', range: [0, 1] },
  y: { label: 'share of equal minima', range: [0, 1] },
  series: [{ name: 'near copies', x: truth, y: estimate }],
});

// %% [markdown]
// ## 4. Bands: how not to look at all pairs
//
// Signatures are small, but there are still as many pairs. **Locality-sensitive hashing** (局部敏感哈希, LSH) avoids most of them.
// Cut the signature into $b = 14$ **bands** of $r = 8$ numbers. Two pages become *candidates* when they agree in *all eight*
// numbers of *at least one* band. Equal bands are found as equal pages were: by a hash.
//
// The chance to agree in one band is $s^r$, so in at least one of them
//
// $$P(s) = 1 - (1 - s^r)^b$$
//
// What does that curve look like? Draw it on paper before you run: where is it at $s = 0.5$, where at $s = 0.9$?

// %%
import { lineChart } from 'kernel-lib';
const grid = Array.from({ length: 101 }, (_, i) => i / 100);
lineChart({
  title: 'Bands make a soft step out of a similarity',
  x: { label: 'Jaccard similarity s' },
  y: { label: 'chance to become candidates' },
  series: [
    { name: '14 bands of 8', x: grid, y: grid.map((s) => 1 - (1 - s ** 8) ** 14) },
    { name: '28 bands of 4', x: grid, y: grid.map((s) => 1 - (1 - s ** 4) ** 28), dashed: true },
    { name: '7 bands of 16', x: grid, y: grid.map((s) => 1 - (1 - s ** 16) ** 7), dashed: true },
  ],
});

// %% [markdown]
// All three use 112 numbers. More rows in a band push the step to the right. With 14 × 8 a pair at 0.7 is found in 56 of
// 100 cases and one at 0.85 in 99 of 100. FineWeb, a corpus of 15 trillion tokens, uses just these (Penedo et al., 2024).
//
// You can write it yourself: [candidates from bands](../exercises/01-books.ipynb) (★★☆, 15 minutes).

// %% [markdown]
// ### Does the curve hold?
// The library's `minHasher` does the same in WebAssembly, four numbers at once. A seed chooses its 112 functions, so one
// pair can be tried with a hundred seeds: the share of seeds in which it becomes a candidate is measured, the curve is
// promised. Each point is one group of planted near copies.

// %%
import { corpus } from 'kernel-lib';
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
  subtitle: `${pairs.length} pairs, 100 choices of the 112 functions each`,
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
// The largest families: read one line of each. Are these all copies?

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
// A candidate is a suspicion. **Verification** compares the real shingles of the two pages and keeps the suspicion only
// where their Jaccard similarity is at least 0.7. It costs a second look at few pages. `nearStage` is the library's
// version of all of this; the one that stays of a family is the longest page.

// %%
const documents = pages.map(({ id, text, language }) => ({
  ...{ id, text, language },
  origin: { file: 'world', offset: 0 },
}));
async function deduplicate(threshold?: number) {
  const dropped = new Map<string, string>(); // id → id of the page that stays
  const stage = corpus.nearStage(threshold === undefined ? {} : { threshold });
  const all = (async function* () {
    yield* documents;
  })();
  const { documents: staying } = corpus.compose(
    all,
    [corpus.exactStage(), stage],
    ({ document, reason }) => {
      if (reason.rule === 'near-copy') dropped.set(document.id, reason.detail!.replace('copy of ', ''));
    },
  );
  const kept: string[] = [];
  for await (const { id } of staying) kept.push(id);
  return { kept, dropped };
}
const bold = await deduplicate();
const careful = await deduplicate(0.7);
console.log(`${bold.dropped.size} near copies without a second look, ${careful.dropped.size} with it.`);

// %% [markdown]
// For which share was the page that stays really of the family of the one that left?

// %%
const isRight = ([id, stays]: [string, string]) => familyOf(id) === familyOf(stays);
const precision = ({ dropped }: { dropped: Map<string, string> }) =>
  (100 * [...dropped].filter(isRight).length) / dropped.size;
figure('books.near.precision.bold', precision(bold), { unit: '%' });
figure('books.near.precision', precision(careful), { unit: '%', goal: { min: 99 } });

// %% [markdown]
// In a shelf of three thousand pages chance seldom brings strangers together; among billions it does every day. What the
// second look changes here is *how alike* a page must be before it goes. Without it, a pair at 0.6 may leave or stay by luck.
//
// And what did we miss? Here is the recall over the planted near copies, by similarity, with the second look.

// %%
import { barChart } from 'kernel-lib';
const nearPages = planted('near-copy').map((page) => {
  const { of, similarity } = page.labels.find(({ kind }) => kind === 'near-copy')!;
  const gone = careful.dropped.has(page.id) || careful.dropped.has(of!);
  return { similarity: similarity!, gone };
});
const recall = [0.5, 0.6, 0.7, 0.8, 0.9].map((centre) => {
  const group = nearPages.filter(({ similarity }) => Math.abs(similarity - centre) < 0.05);
  return {
    label: `about ${centre}`,
    value: (100 * group.filter(({ gone }) => gone).length) / group.length,
  };
});
barChart({
  title: 'Copies below 0.7 stay, as the threshold wants; above 0.8 few escape',
  x: { label: 'removed', unit: '%', range: [0, 100] },
  y: { label: 'planted similarity' },
  bars: recall,
});

// %% [markdown]
// ## 7. What goes wrong
//
// Three things, each of which has happened to somebody.
//
// **The wrong unit.** Shingles of five *words* in Chinese, cut at spaces: a Chinese page has no spaces, so it is one word
// and one shingle. Two pages that differ in one character then share nothing. Run it:

// %%
const chinese = planted('near-copy').find(({ language }) => language === 'zh')!;
const origin = byId.get(chinese.labels.find(({ kind }) => kind === 'near-copy')!.of!)!;
const bySpaces = (text: string) => new Set(text.split(/\s+/));
console.log('five characters:', jaccard(shinglesOf(chinese.text), shinglesOf(origin.text)).toFixed(2));
console.log('cut at spaces:  ', jaccard(bySpaces(chinese.text), bySpaces(origin.text)).toFixed(2));

// %% [markdown]
// **The menu.** Two pages of one site share the menu, the footer and the cookie notice. On short pages that is most of the
// text, and everything becomes a copy of everything. So extraction (part a) comes before deduplication.
//
// **Short pages.** A page of six words has two shingles. One changed word, and the similarity is 0. MinHash is a tool for
// pages, not for sentences. Here are three that slipped through or went unfairly; say for each which of the three it was.

// %%
const missed = planted('near-copy').filter(({ id, labels }) => {
  const { of, similarity } = labels.find(({ kind }) => kind === 'near-copy')!;
  return similarity! > 0.75 && !careful.dropped.has(id) && !careful.dropped.has(of!);
});
const unfair = [...bold.dropped].filter((pair) => !isRight(pair)).slice(0, 3);
table([
  ...missed.slice(0, 3).map(({ text }) => ({ what: 'a copy that stayed', page: text.slice(0, 120) })),
  ...unfair.map(([id]) => ({
    what: 'gone without a second look',
    page: byId.get(id)!.text.slice(0, 120),
  })),
]);

// %% [markdown]
// > **And in the large?** FineWeb deduplicated each of 96 crawls for itself with these 14 × 8 bands; doing all of them
// > together made the model *worse*, for what was left of the old crawls was the text that nobody had copied, and nobody
// > copies bad pages (Penedo et al., 2024). The article's 删除重复内容 leaves that out: more removal is not always better.
// > For texts that share long passages but not their whole, suffix arrays are used (Lee et al., 2022).

// %% [markdown]
// ## What you have now
// - A hash finds equal pages; recall and precision were 100 % because equality is a clear question.
// - Shingles and Jaccard say how similar two pages are; MinHash reads it from 112 numbers.
// - Bands make a soft step; you saw the planted copies lie on its curve.
// - A second look makes removal fair, at the price of some copies that stay.
//
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
