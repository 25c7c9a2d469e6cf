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
