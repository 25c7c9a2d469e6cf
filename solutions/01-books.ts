// %% [markdown]
// # Exercises for lesson 01: getting the books ready
//
// Ten small tasks along the way from a raw page to rows of tokens. They work on strings and lists: nothing to install,
// nothing to wait for. Each can be done without the others, and all ten take about three hours.
// Write your answer where the stub throws, run the cell, then run the `check` cell below it.
// Three hints unfold when you need them: direction, formula, nearly code.

// %% [markdown]
// ## 1. One spelling for one text
// Difficulty ★☆☆ · importance ★★★ · about 15 minutes · 2 points
//
// `Ｐａｇｅ１` and `Page1` look alike and are equal to nobody but us. **Normalising** (规范化) gives a text one spelling. Three rules:
//
// 1. **Line ends.** `\r\n`, and `\r` alone, become `\n`.
// 2. **Unicode's NFKC** (`text.normalize('NFKC')`) turns wide letters into ordinary ones, takes ligatures apart (`ﬁ` → `fi`) and puts
//    an `e` with its accent behind it together. Two kinds of characters must not go through it. *Punctuation*, `\p{P}`: the
//    comma of Chinese, `，`, would become the one of English. And *numbers that are no digits*, `\p{No}`: `10²` would become
//    `102`. They stay as they are; each stretch between them is normalised as one piece.
// 3. **White space** (`\s`). Inside a line each run of it becomes one space, and lines have none at either end. Between two lines
//    stands at most one empty line; before the first and after the last line there is none.
//
// Example: `normaliseText(' Ｔｈｅ  ﬁrst page，10²  words\r\n')` gives `'The first page，10² words'`.

// %% task="normalise-text" points=2
// task: normalise-text
/** Any text → the same text by the three rules. Normalising it once more changes nothing. */
function normaliseText(text: string): string {
  // BEGIN SOLUTION
  const folded = text
    .replace(/\r\n?/g, '\n')
    .replace(/[^\p{P}\p{No}]+/gu, (stretch) => stretch.normalize('NFKC'));
  const lines = folded.split('\n').map((line) => line.replace(/\s+/g, ' ').trim());
  return lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
  // END SOLUTION
}

// %%
import { check } from 'kernel-lib';
await check('normalise-text');

// %% [markdown]
// ## 2. How alike are two pages?
// Difficulty ★☆☆ · importance ★★★ · about 15 minutes · 2 points
//
// Cut a page into overlapping pieces of five units, its **shingles** (片段): units 0 to 4, 1 to 5, 2 to 6, and so on. Two pages
// are alike when they share many of them. The **Jaccard similarity** (杰卡德相似度) of two sets says how many:
// $J = |A \cap B| / |A \cup B|$, from 0 (nothing shared) to 1 (equal).
//
// What is a unit? English puts spaces between words, Chinese does not. So:
//
// - `'en'`: a unit is a *word*, a run of letters and digits (`\p{L}`, `\p{N}`). A shingle is five words with a space between them.
// - `'zh'`: a unit is a *single character* that is a letter or a digit. A shingle is five characters with nothing between them.
//
// Everything is in lower case. A text of one to four units is one shingle, all of it; a text without units has none. Two sets
// without anything in them have similarity 0.
//
// Example: `shingles('We read. We READ a book', 'en')` gives the set of `'we read we read a'` and `'read we read a book'`.

// %% task="shingle-jaccard" points=2
// task: shingle-jaccard
/** The set of the text's shingles of 5 units: words in English, characters in Chinese. */
function shingles(text: string, language: 'en' | 'zh'): Set<string> {
  // BEGIN SOLUTION
  const unit = language === 'zh' ? /[\p{L}\p{N}]/gu : /[\p{L}\p{N}]+/gu;
  const units = text.toLowerCase().match(unit) ?? [];
  if (units.length === 0) return new Set();
  const between = language === 'zh' ? '' : ' ';
  const count = Math.max(1, units.length - 4);
  return new Set(
    Array.from({ length: count }, (_, start) => units.slice(start, start + 5).join(between)),
  );
  // END SOLUTION
}
/** |a ∩ b| / |a ∪ b|, from 0 to 1; 0 for two empty sets. Leaves both as they are. */
function jaccard(a: Set<string>, b: Set<string>): number {
  // BEGIN SOLUTION
  const shared = [...a].filter((shingle) => b.has(shingle)).length;
  const all = a.size + b.size - shared;
  return all === 0 ? 0 : shared / all;
  // END SOLUTION
}

// %%
await check('shingle-jaccard');

// %% [markdown]
// ## 3. A signature of a page
// Difficulty ★★☆ · importance ★★★ · about 15 minutes · 3 points
//
// A page has a thousand shingles, and a million pages have too many to compare. **MinHash** (最小哈希) keeps $k$ numbers of each page,
// its **signature** (签名), and two pages that share 80 % of their shingles share about 80 % of these numbers.
//
// The shingles come as numbers $x$ below the prime $P = 67\,108\,859$. There are $k$ hash functions,
// $h_i(x) = (a_i x + b_i) \bmod P$, each given as its pair $(a_i, b_i)$. The place $i$ of the signature is the *smallest* $h_i(x)$ over
// all shingles $x$ of the page. A page without shingles has $P$ at every place.
//
// All of $x$, $a_i$, $b_i$ are below $P < 2^{26}$. So $a_i x + b_i$ stays below $2^{53}$, where plain numbers are exact. Bit tricks
// (`| 0`, `>>> 0`, `Math.imul`) cut numbers to 32 bits and spoil it.
//
// Two signatures are compared place by place: `agreement` is the share of the places where both have the same number.
//
// Example: `signature([3, 5], [[2, 1], [4, 0]])` gives `[7, 12]`: of 7 and 11 the smaller, of 12 and 20 the smaller.

// %% task="minhash-signature" points=3
// task: minhash-signature
const P = 67_108_859;
/** x [N], functions [k] of pairs (a, b); all of them integers from 0, below P → the signature [k]. */
function signature(x: number[], functions: [a: number, b: number][]): number[] {
  // BEGIN SOLUTION
  return functions.map(([a, b]) => {
    let least = P;
    for (const shingle of x) least = Math.min(least, (a * shingle + b) % P);
    return least;
  });
  // END SOLUTION
}
/** Two signatures [k], k ≥ 1 → the share of places where they agree, from 0 to 1. */
function agreement(one: number[], other: number[]): number {
  // BEGIN SOLUTION
  return one.filter((least, place) => least === other[place]).length / one.length;
  // END SOLUTION
}

// %%
await check('minhash-signature');

// %% [markdown]
// ## 4. Find the pairs without comparing all
// Difficulty ★★☆ · importance ★★★ · about 20 minutes · 3 points
//
// A million pages make half a trillion pairs. **Locality-sensitive hashing** (局部敏感哈希) looks only at pairs that have a chance. Cut
// each signature into bands of so many rows: with 2 bands of 3 rows, numbers 0 to 2 are band 0 and numbers 3 to 5 are band 1.
// Two pages are **candidates** (候选) when in at least one band *all* of their rows agree. A band agrees only with the same band.
//
// - `candidates` gives all such pairs `[i, j]` of page numbers, $i < j$, each once, sorted by $i$, then by $j$. Put pages whose band
//   agrees into one bucket; pairs are inside of buckets. One check has 60,000 pages, and there is no time to compare each with each.
// - `caught` is the chance that two pages become candidates: pages that are alike to the degree $s$ agree in one row with
//   chance $s$, and all rows are independent. As a curve over $s$ it looks like an S.
//
// Example: `candidates([[1, 2, 3, 4], [9, 9, 3, 4], [1, 2, 5, 4]], 2, 2)` gives `[[0, 1], [0, 2]]`: pages 0 and 1 agree in band 1, pages
// 0 and 2 in band 0.

// %% task="lsh-bands" points=3
// task: lsh-bands
/** signatures [N, bands · rows] → pairs [i, j] that agree in a whole band; i < j, sorted, each once. */
function candidates(signatures: number[][], bands: number, rows: number): [number, number][] {
  // BEGIN SOLUTION
  const pairs = new Map<string, [number, number]>();
  for (let band = 0; band < bands; band++) {
    const buckets = new Map<string, number[]>();
    for (const [j, signature] of signatures.entries()) {
      const key = signature.slice(band * rows, (band + 1) * rows).join(' ');
      const bucket = buckets.get(key) ?? [];
      for (const i of bucket) pairs.set(`${i} ${j}`, [i, j]);
      bucket.push(j);
      buckets.set(key, bucket);
    }
  }
  return [...pairs.values()].sort(([i, j], [k, l]) => i - k || j - l);
  // END SOLUTION
}
/** s: the similarity, 0 to 1 → the chance to agree in all rows of at least one band. */
function caught(s: number, bands: number, rows: number): number {
  // BEGIN SOLUTION
  return 1 - (1 - s ** rows) ** bands;
  // END SOLUTION
}

// %%
await check('lsh-bands');
