// %% [markdown]
// # Exercises for lesson 01: getting the books ready
//
// Eleven small tasks along the way from a raw page to rows of tokens. They work on strings and lists: nothing to install,
// nothing to wait for. Each can be done without the others, and all take about three and a half hours.
// The last one is open: it has a goal and no recipe.
// Write your answer where the stub throws, run the cell, then run the `check` cell below it.
// Three hints unfold when you need them: direction, formula, nearly code.

// %% [markdown]
// ## 1. One spelling for one text
// Difficulty ★☆☆ · importance ★★★ · about 15 minutes · 2 points
//
// `Ｐａｇｅ１` and `Page1` look alike and are equal to nobody but us. **Normalising** (规范化) gives a text one spelling. Three rules:
//
// 1. **Line ends.** `\r\n`, and `\r` alone, become `\n`.
// 2. **Unicode's NFKC** (`text.normalize('NFKC')`) turns wide letters into ordinary ones, takes ligatures apart (`ﬁ` → `fi`) and makes
//    one `é` of an `e` and an accent behind it. Two kinds of characters must not go through it. *Punctuation*, `\p{P}`: the comma
//    of Chinese, `，`, would become the one of English. And *numbers that are no digits*, `\p{No}`: `10²` would become `102`. They
//    stay as they are; each stretch between them is normalised as one piece.
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
//   agrees into one bucket; pairs are inside of buckets. One check has 120,000 pages, and there is no time to compare each with each.
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

// %% [markdown]
// ## 5. A quality rule that survives Chinese
// Difficulty ★★☆ · importance ★★★ · about 20 minutes · 3 points
//
// A menu is no prose: its lines are short, and end without a full stop. Rules like these clean the web for large models. Written for
// English they throw Chinese away: there are no spaces to count words at, and sentences end with `。`. Write one that works in both.
//
// The **lines** (行) of a page stand between `\n`; those without a letter or digit (`\p{L}`, `\p{N}`) do not count.
//
// - `ended`: the share of lines that end like a sentence. White space at the end does not count, nor do closing signs (`CLOSING`);
//   of what is left the last character must be one of `ENDINGS`. So `“Yes.” ` ends like a sentence.
// - `meanLength`: the mean length of the lines. The unit is the *word* in English (a run of letters and digits), and the *single
//   letter or digit* in Chinese.
// - `keep`: `ended` is at least 0.125, one line in eight, *and* `meanLength` is at least 4 in English, 6 in Chinese.
//
// A page without lines has `ended` and `meanLength` 0, and is not kept. Example: `quality('Home\nWe read a book here.', 'en')` gives
// `{ ended: 0.5, meanLength: 3, keep: false }`: lines of one and of five words.

// %% task="quality-rule" points=3
// task: quality-rule
const ENDINGS = '.!?…。！？';
const CLOSING = '"\'”’)）」』》';
interface Quality {
  ended: number;
  meanLength: number;
  keep: boolean;
}
/** A page as text → what the rule measures on it, and whether it stays. */
function quality(page: string, language: 'en' | 'zh'): Quality {
  // BEGIN SOLUTION
  const unit = language === 'zh' ? /[\p{L}\p{N}]/gu : /[\p{L}\p{N}]+/gu;
  const lengthOf = (line: string) => (line.match(unit) ?? []).length;
  const lines = page.split('\n').filter((line) => lengthOf(line) > 0);
  const isEnded = (line: string) => {
    const characters = [...line];
    const last = characters.findLast((one) => !CLOSING.includes(one) && one.trim() !== '');
    return ENDINGS.includes(last!);
  };
  const share = (sum: number) => (lines.length === 0 ? 0 : sum / lines.length);
  const ended = share(lines.filter(isEnded).length);
  const meanLength = share(lines.reduce((sum, line) => sum + lengthOf(line), 0));
  return { ended, meanLength, keep: ended >= 0.125 && meanLength >= (language === 'zh' ? 6 : 4) };
  // END SOLUTION
}

// %%
await check('quality-rule');

// %% [markdown]
// ## 6. Personal data, and what only looks like it
// Difficulty ★★☆ · importance ★★★ · about 25 minutes · 4 points
//
// A model recites what it reads, telephone books included. So numbers that belong to a person are replaced by a **placeholder**
// (占位符) before training. But not every long number is one: an order number must stay. A **check digit** (校验码) tells them apart.
//
// **Identity numbers** of China have 17 digits and one check character. Multiply the 17 digits by `WEIGHTS`, add up, and take the
// remainder $r$ of a division by 11. The check character is the one at place $r$ of `CHECKS`. A small `x` counts as `X`.
//
// **Card numbers** pass **Luhn's test**: from the right, double every second digit (the last one stays, the one before it is
// doubled, …); where that makes more than 9, take 9 off; the sum of all is a multiple of 10. Here a card has 16 digits, in one
// piece, or in four groups of four with one space or one hyphen between them (the same sign three times or not).
//
// `withoutPersonal` puts `<identity-number>` and `<card-number>` in their place. A number must stand alone: right before and
// right after it stands no digit and no Latin letter (`[0-9A-Za-z]`). Chinese characters may stand there. All else stays.
//
// Example: `withoutPersonal('卡号4111 1111 1111 1111，订单4111111111111112。')` gives `'卡号<card-number>，订单4111111111111112。'`.

// %% task="personal-data" points=4
// task: personal-data
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS = '10X98765432';
/** digits: 17 of them → the check character that belongs behind them. */
function checkCharacter(digits: string): string {
  // BEGIN SOLUTION
  const sum = WEIGHTS.reduce((total, weight, i) => total + weight * Number(digits[i]), 0);
  return CHECKS[sum % 11]!;
  // END SOLUTION
}
/** digits: any number of them → whether they pass Luhn's test. */
function passesLuhn(digits: string): boolean {
  // BEGIN SOLUTION
  const values = [...digits].reverse().map((digit, i) => Number(digit) * (i % 2 === 0 ? 1 : 2));
  return values.reduce((sum, value) => sum + (value > 9 ? value - 9 : value), 0) % 10 === 0;
  // END SOLUTION
}
/** The text with a placeholder for each identity number and each card number. */
function withoutPersonal(text: string): string {
  // BEGIN SOLUTION
  const alone = (pattern: string) => new RegExp(`(?<![0-9A-Za-z])${pattern}(?![0-9A-Za-z])`, 'g');
  return text
    .replace(alone('[0-9]{17}[0-9Xx]'), (number) =>
      checkCharacter(number.slice(0, 17)) === number.slice(17).toUpperCase()
        ? '<identity-number>'
        : number,
    )
    .replace(alone('(?:[0-9]{16}|[0-9]{4}(?:[ -][0-9]{4}){3})'), (number) =>
      passesLuhn(number.replace(/[^0-9]/g, '')) ? '<card-number>' : number,
    );
  // END SOLUTION
}

// %%
await check('personal-data');

// %% [markdown]
// ## 7. One step of byte-pair encoding
// Difficulty ★★☆ · importance ★★★ · about 20 minutes · 3 points
//
// **Byte-pair encoding** (BPE, 字节对编码) learns a vocabulary. It begins with single characters. Then it does one thing over and over:
// find the pair of neighbours that is most common, and make one token of it. Write that one step.
//
// A text is a list of different words; each comes with its tokens and with how often it stands in the text (`count`).
//
// - `commonestPair`: count each pair of neighbours inside of words, at every place, times the `count` of the word; `a a a` has the
//   pair (a, a) twice. The pair with the largest sum wins. Of equals, the one whose left token is smaller, then the one whose right
//   token is smaller; smaller means JavaScript's `<`. Where there is no pair, `null`.
// - `mergePair`: go through each word from left to right, and where the pair stands, put one token for the two. A token takes part
//   in one merge only: `a a a` becomes `aa a`. The words themselves stay as they are: give new ones.
//
// Example: with the words `l o w` (5 times), `l o t` (2 times), `n o w` (3 times), `commonestPair` gives `['o', 'w']`, which comes 8 times,
// and after `mergePair` the words are `l ow`, `l o t`, `n ow`. Tokens have at least one character, and none is white space.

// %% task="bpe-merge" points=3
// task: bpe-merge
interface Word {
  tokens: string[];
  /** How often the word stands in the text, at least once. */
  count: number;
}
/** The pair of neighbours that comes most often, or null where no word has two tokens. */
function commonestPair(words: Word[]): [left: string, right: string] | null {
  // BEGIN SOLUTION
  const pairCounts = new Map<string, number>();
  for (const { tokens, count } of words) {
    for (let i = 1; i < tokens.length; i++) {
      const pair = `${tokens[i - 1]} ${tokens[i]}`;
      pairCounts.set(pair, (pairCounts.get(pair) ?? 0) + count);
    }
  }
  // A space comes before all other characters, so this order is by the left token, then by the right one.
  const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  const [best] = [...pairCounts].sort(([a, m], [b, n]) => n - m || order(a, b));
  return best === undefined ? null : (best[0].split(' ') as [string, string]);
  // END SOLUTION
}
/** New words in which the pair is one token. */
function mergePair(words: Word[], [left, right]: [left: string, right: string]): Word[] {
  // BEGIN SOLUTION
  return words.map(({ tokens, count }) => {
    const merged: string[] = [];
    for (let i = 0; i < tokens.length; i++) {
      const isPair = tokens[i] === left && tokens[i + 1] === right;
      merged.push(isPair ? left + right : tokens[i]!);
      if (isPair) i += 1;
    }
    return { tokens: merged, count };
  });
  // END SOLUTION
}

// %%
await check('bpe-merge');

// %% [markdown]
// ## 8. Encode a word
// Difficulty ★★☆ · importance ★★★ · about 20 minutes · 3 points
//
// Training left a list of **merges** (合并规则): the first one was learnt first, and has **rank** (优先级) 0. A new word, which has no
// white space in it, is encoded by the same merges in the same order of importance:
//
// 1. Begin with single characters. A rare character such as 𠮷 is one, too, though its `length` is 2.
// 2. Among all pairs of neighbours that are merges, take the one with the *smallest rank*; where it stands several times, the one
//    furthest to the left. Make one token of it.
// 3. Again, until no pair of neighbours is a merge.
//
// A merge is a *pair*: `['a', 'bc']` does not fit the tokens `ab` and `c`. As in real training, each merge makes a token that was
// not there before, from characters and tokens that earlier merges made.
//
// Example: `encodeWord('lower', [['l', 'o'], ['e', 'r'], ['lo', 'w']])` gives `['low', 'er']`.

// %% task="encode-merges" points=3
// task: encode-merges
/** merges: the first has rank 0 → the word's tokens, which together are the word again. */
function encodeWord(word: string, merges: [left: string, right: string][]): string[] {
  // BEGIN SOLUTION
  const rankOf = new Map(merges.map(([left, right], rank) => [`${left} ${right}`, rank]));
  const tokens = [...word];
  for (;;) {
    let best = -1;
    let least = Infinity;
    for (let i = 0; i + 1 < tokens.length; i++) {
      const rank = rankOf.get(`${tokens[i]} ${tokens[i + 1]}`) ?? Infinity;
      if (rank >= least) continue;
      best = i;
      least = rank;
    }
    if (best === -1) return tokens;
    tokens.splice(best, 2, tokens[best]! + tokens[best + 1]!);
  }
  // END SOLUTION
}

// %%
await check('encode-merges');

// %% [markdown]
// ## 9. Pack documents into rows
// Difficulty ★★★ · importance ★★★ · about 25 minutes · 4 points
//
// A network reads rows of equal length $T$. Short documents would leave them half empty, so several are **packed** (打包) into a row.
// But a document must not see its neighbour, nor learn to predict its beginning. So each place carries two more numbers.
//
// - `tokens` [R, T]: the documents one behind the other, in their order. One that does not fit into the rest of the row begins a
//   new row. Rows are filled up with 0, the **padding** (填充).
// - A document longer than $T$ is first cut into pieces of $T$ tokens, the last one shorter. Each piece is then a document of its own.
//   A document without tokens is left out.
// - `segments` [R, T]: which document of its *row* the place belongs to, from 1; 0 at padding.
// - `targets` [R, T]: the token that comes next in the same document. −1, "not asked", at the end of a document and at padding.
//
// Example with $T = 5$: `packDocuments([[7, 8, 9], [4, 5], [6, 7, 8]], 5)` gives the tokens `[[7, 8, 9, 4, 5], [6, 7, 8, 0, 0]]`, the
// segments `[[1, 1, 1, 2, 2], [1, 1, 1, 0, 0]]` and the targets `[[8, 9, -1, 5, -1], [7, 8, -1, -1, -1]]`.

// %% task="pack-documents" points=4
// task: pack-documents
interface Packed {
  tokens: number[][];
  segments: number[][];
  targets: number[][];
}
/** documents: lists of tokens, from 0 on; T ≥ 1 → three tables [R, T], with as few rows as the rules allow. */
function packDocuments(documents: number[][], T: number): Packed {
  // BEGIN SOLUTION
  const packed: Packed = { tokens: [], segments: [], targets: [] };
  let used = T;
  for (const document of documents) {
    for (let start = 0; start < document.length; start += T) {
      const piece = document.slice(start, start + T);
      if (used + piece.length > T) {
        packed.tokens.push(new Array<number>(T).fill(0));
        packed.segments.push(new Array<number>(T).fill(0));
        packed.targets.push(new Array<number>(T).fill(-1));
        used = 0;
      }
      const row = packed.tokens.length - 1;
      const segment = 1 + (packed.segments[row]![used - 1] ?? 0);
      for (const [i, token] of piece.entries()) {
        packed.tokens[row]![used + i] = token;
        packed.segments[row]![used + i] = segment;
        packed.targets[row]![used + i] = piece[i + 1] ?? -1;
      }
      used += piece.length;
    }
  }
  return packed;
  // END SOLUTION
}

// %%
await check('pack-documents');

// %% [markdown]
// ## 10. Has the model seen the test?
// Difficulty ★★☆ · importance ★★★ · about 20 minutes · 3 points
//
// A test measures nothing if its questions stood in the training text. This is **contamination** (数据污染), and the copies on the web are
// rarely exact: other capitals, other punctuation, one word changed. Find the documents that hold a test item all the same.
//
// Documents and items are lists of units in lower case: words in English (runs of letters and digits), single letters or digits in
// Chinese. An item of $n$ units is in a document when, somewhere, $n$ units in a row of the document are those of the item, with *at
// most one* that differs. Very short items would be found everywhere: one of fewer than five units must agree in all of them. An item
// without units is in no document.
//
// Example: `contaminated(['He said: “Where does the SUN rise?”', 'Where is it?'], ['Where does the moon rise'], 'en')` gives `[0]`.

// %% task="contamination" points=3
// task: contamination
/** The numbers, ascending, of the documents that hold at least one of the items. */
function contaminated(documents: string[], items: string[], language: 'en' | 'zh'): number[] {
  // BEGIN SOLUTION
  const unit = language === 'zh' ? /[\p{L}\p{N}]/gu : /[\p{L}\p{N}]+/gu;
  const unitsOf = (text: string): string[] => text.toLowerCase().match(unit) ?? [];
  const wanted = items.map(unitsOf).filter((item) => item.length > 0);
  return documents.flatMap((document, number) => {
    const units = unitsOf(document);
    const isHere = (item: string[], start: number) => {
      const different = item.filter((one, i) => one !== units[start + i]).length;
      return start + item.length <= units.length && different <= (item.length < 5 ? 0 : 1);
    };
    const isHeld = wanted.some((item) => units.some((_, start) => isHere(item, start)));
    return isHeld ? [number] : [];
  });
  // END SOLUTION
}

// %%
await check('contamination');

// %% [markdown]
// ## 11. Your own filter
// Difficulty ★★★ · importance ★★☆ · about 25 minutes · 4 points
//
// The last one is open: a goal, and no recipe. Advertisements (广告) read like pages: whole sentences, full stops, even a line about
// the campus at the top. No rule of task 5 stops them. Build a filter that does.
//
// You get about 240 `examples`, pages in both languages of which somebody has said whether they are advertisements, half of each. You
// are then asked about 800 fresh `pages`. Every second one of their advertisements has no sentence of any example, and shops, goods and
// prices are others, too. Judge each page by itself: which other pages are asked says nothing about it.
//
// **The goal**, in each language: at least 95 % of the advertisements found, and at most 2 % of the honest pages lost. Any way
// is right that gets there in 20 seconds: words that you pick, words that you count, a small model. Honest pages mention
// prices, shops and things that are free, too, and use `!`.
//
// `findAdvertisements(examples, ['…', '…'])` gives one `true` or `false` for each page, in their order: `[true, false]`.

// %% task="own-filter" points=4
// task: own-filter
interface Example {
  text: string;
  isAdvertisement: boolean;
}
/** examples: judged pages of both languages; pages: fresh ones → for each whether it is an advertisement. */
function findAdvertisements(examples: Example[], pages: string[]): boolean[] {
  // BEGIN SOLUTION
  // Naive Bayes on words and single Chinese characters: how much does each of them speak for an advertisement?
  const unitsOf = (text: string) => new Set(text.toLowerCase().match(/[a-z]+|\p{Script=Han}/gu));
  const seen = new Map<string, [honest: number, advertisement: number]>();
  for (const { text, isAdvertisement } of examples) {
    for (const unit of unitsOf(text)) {
      const pair = seen.get(unit) ?? [/* free */ 0.5, /* free */ 0.5];
      pair[isAdvertisement ? 1 : 0] += /* free */ 1;
      seen.set(unit, pair);
    }
  }
  return pages.map((page) => {
    let evidence = /* free */ 0;
    for (const unit of unitsOf(page)) {
      const [honest, advertisement] = seen.get(unit) ?? [/* free */ 1, /* free */ 1];
      evidence += Math.log(advertisement / honest);
    }
    return evidence > /* free */ 0;
  });
  // END SOLUTION
}

// %%
await check('own-filter');
