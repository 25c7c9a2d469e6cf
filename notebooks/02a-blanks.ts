// %% [markdown]
// # Chapter 2, part a: why blanks teach
//
// The books are clean, and our student goes to school. There are no lectures. There is one kind of homework, for twelve years:
// somebody has covered a word, and the student says which one it was. The article calls it 做填空题, filling in blanks, and
// its example is 「西安电子科技大学的___季樱花非常著名」: *the cherry trees of Xidian University in ___ are very famous*.
// Today we look at what such homework asks for, and build the one who does it: a transformer, line by line, with numbers so
// small that you can check each of them with a pencil.
//
// Reading takes about 45 minutes, running about 20 seconds.

// %%
import { PALETTE, svg } from 'kernel-lib';
const SEED = 1;
const drawn: [word: string, middle: number, clue?: string, asks?: string, colour?: string][] = [
  ['西安电子科技大学', 105, 'association', 'What does Xidian remind me of?', PALETTE.chinese],
  ['的', 205],
  ['___', 262],
  ['季', 365, 'grammar', 'Which words stand before 季?', PALETTE.train],
  ['樱花', 560, 'knowledge', 'When do cherry trees bloom?', PALETTE.rlhf],
  ['非常', 650],
  ['著名', 710],
];
const line = drawn.map(([word, x, clue, asks, colour = '#222']) => {
  const text = (y: number, size: number, what = '') =>
    `<text x="${x}" y="${y}" text-anchor="middle" font-size="${size}" fill="${colour}">${what}</text>`;
  const high = 82 - Math.abs(x - 262) / 4;
  const arc = `<path d="M${x} 78 C${x} ${high} 262 ${high} 262 78" fill="none" stroke="${colour}" stroke-width="2"/>`;
  return text(100, 18, word) + text(126, 14, clue) + text(144, 12, asks) + (clue ? arc : '');
});
svg(
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 155" width="760">
    <rect width="760" height="155" fill="#fff"/>${line.join('')}</svg>`,
  'Three clues point at the blank: 西电 (association), 季 (grammar), 樱花 (knowledge).',
);

// %% [markdown]
// ## 1. What one blank asks for
//
// The article says that school teaches three things: 语言逻辑 (the logic of language), 常识积累 (common sense) and 知识关联
// (associations). Can one blank need all three? Let us count. Here is a bookshelf of ten sentences, with a space between
// words, so that today's **tokenizer** (分词器) is `split(' ')`. Chapter 1's comes back in part b.

// %%
const shelf = [
  '樱花 在 春 季 开放', // cherry trees bloom in spring
  '荷花 在 夏 季 开放', // lotuses bloom in summer
  '桂花 在 秋 季 开放', // osmanthus blooms in autumn
  '梅花 在 冬 季 开放', // plum trees bloom in winter
  '春 天 到 了 花 开 了', // spring is here, the flowers open
  '花 开 了 大家 去 赏樱', // the flowers are open, all go to see the cherry blossoms
  '夏 天 到 了 大家 去 游泳', // summer is here, all go swimming
  '冬 天 到 了 大家 去 滑冰', // winter is here, all go skating
  '西电 的 樱花 非常 著名', // the cherry trees of Xidian are very famous
  '西电 的 冬 天 很 冷', // winter at Xidian is very cold
].map((line) => line.split(' '));
console.log(`${new Set(shelf.flat()).size} different words`);

// %% [markdown]
// For the blank in 「西电 的 ___ 季 樱花 非常 著名」, a clue leaves some of these words and excludes the others:
//
// - *grammar*: words that stand directly before 季 somewhere on the shelf;
// - *knowledge*: words that share a sentence with 樱花;
// - *association*: words that share a sentence with 西电.
//
// Which clue leaves the fewest words? And is any of them enough? Count with a pencil, then run.

// %%
import { table } from 'kernel-lib';
const different = (words: string[]) => [...new Set(words)];
const before = (word: string) =>
  different(shelf.flatMap((line) => line.filter((_, i) => line[i + 1] === word)));
const beside = (word: string) =>
  different(shelf.filter((line) => line.includes(word)).flat()).filter((other) => other !== word);
const both = (a: string[], b: string[]) => a.filter((word) => b.includes(word));
const leaves = (clue: string, words: string[]) => ({
  clue,
  'words left': words.length,
  'bits still missing': Math.log2(words.length).toFixed(1),
  which: words.length > 10 ? '…' : words.join(' '),
});
table([
  leaves('none', different(shelf.flat())),
  leaves('grammar', before('季')),
  leaves('knowledge', beside('樱花')),
  leaves('association', beside('西电')),
  leaves('grammar + knowledge', both(before('季'), beside('樱花'))),
  leaves('grammar + association', both(before('季'), beside('西电'))),
]);

// %% [markdown]
// (A **bit** (比特) is one question with yes or no: 4 words left are 2 questions.) No clue is enough. Grammar and knowledge together
// leave one word, the right one. Grammar and association leave one word, too, and it is *winter*: on our shelf the university
// and a season met once, on a cold day. So school is more than collecting clues. It is learning which clue to trust, and
// every wrong answer moves that trust a little.
//
// Now the chain of the article, 春天→花开→赏樱: spring, flowers open, people go and see them. The blank is 「___ 天 大家 去 赏樱」.
// No sentence has 赏樱 and a season. So somebody must go over a third word. Which one would you go over?

// %%
const seasons = ['春', '夏', '秋', '冬'];
table(
  beside('赏樱').map((link) => ({
    'from 赏樱 over': link,
    'to the seasons': both(seasons, beside(link)).join(' '),
  })),
  { caption: 'Two steps from 赏樱' },
);

// %% [markdown]
// Over 花 (flower) and 开 (open) the chain leads to spring and nowhere else. Over 大家 (everybody) it leads astray: common words
// are beside everything. The model of lesson 00 that counted neighbours could not even see 樱花, two words away. We need one
// that lets a word look at *every* other word of its sentence, and learns where looking pays. Counting is over; let us build it.

// %% [markdown]
// ## 2. Masking by hand
//
// Three sentences are our whole world today, and 18 words our vocabulary. The first three are special, with the same numbers as
// in the library's tokenizer: `<|pad|>` fills a row up, `<|end|>` stands where a document ends (and so also before the
// first word of the next one), `<|mask|>` (掩码) covers a word.

// %%
const special = ['<|pad|>', '<|end|>', '<|mask|>'];
const english = 'in spring summer cherries lotuses bloom'.split(' ');
const chinese = '西电 的 春 夏 季 樱花 荷花 非常 著名'.split(' ');
const words = [...special, ...english, ...chinese];
const V = words.length;
const [PAD, END, MASK] = [0, 1, 2];
const three = ['in spring cherries bloom', 'in summer lotuses bloom', '西电 的 春 季 樱花 非常 著名'];
const rowOf = (text: string) => [END, ...text.split(' ').map((word) => words.indexOf(word)), END];
table(three.map((text) => ({ text, row: rowOf(text).join(' ') })));

// %% [markdown]
// A row is read in one of two ways.
//
// **As a book** (`readOn`): from left to right. At each place the model says which word comes next. *Every* word is a
// blank, with its left side alone as a clue. This is **causal** language modelling (因果语言建模), the way of GPT.
//
// **As a riddle** (`hide`): some words are covered, all the others are seen, left and right. The model says the covered ones.
// This is **masked** language modelling (掩码语言建模), the way of BERT.
//
// In both, place $i-1$ says what stands at place $i$: the targets are **shifted** (移位), always. −1 means: not asked here.

// %%
interface Row {
  tokens: number[];
  targets: number[];
  causal: number;
}
function readOn(text: string): Row {
  const row = rowOf(text);
  return { tokens: row, targets: row.map((_, i) => row[i + 1] ?? -1), causal: 1 };
}
function hide(text: string, hidden: number[]): Row {
  const row = rowOf(text);
  return {
    tokens: row.map((id, i) => (hidden.includes(i) ? MASK : id)),
    targets: row.map((_, i) => (hidden.includes(i + 1) ? row[i + 1]! : -1)),
    causal: 0,
  };
}

// %% [markdown]
// Take the first sentence in both ways, with `spring` covered. Write down the two lines of targets before you run: how many
// places are asked in each, and at which place is `spring` asked?

// %%
const nameOf = (id: number) => (id < 0 ? '–' : words[id]!);
function show({ tokens, targets }: Row, caption: string) {
  const line = (what: string, ids: number[]) => [what, ...ids.map(nameOf)];
  const columns = ['place', ...tokens.map((_, i) => String(i))];
  return table([line('reads', tokens), line('says', targets)], { columns, caption });
}
show(readOn(three[0]!), 'as a book').show();
show(hide(three[0]!, [2]), 'as a riddle').show();
show(hide(three[2]!, [3, 4]), 'as a riddle, two neighbours covered').show();

// %% [markdown]
// Place 1, the word `in`, says `spring` in both. As a book it can only guess between the seasons; as a riddle it can look at
// `cherries`. A book row asks at five places, a riddle at one. (BERT itself says the word at the covered place. We shift, so
// that both ways train one skill: say what comes next. Charpentier and Samuel, 2024, call it masked next-token prediction.)
//
// Which words should be covered? BERT's recipe chooses 15 % of the words; of these, 80 % become `<|mask|>`, 10 % another
// word, 10 % stay as they are. Special tokens are never chosen. You can write it yourself:
// [exercise 1, Hide words as BERT does](../exercises/02-school.ipynb) (★★☆, 15 minutes, 3 points).
//
// And where a name has several tokens, cover them together. Cover 科技 in 西安电子科技大学, and what is left of the name gives it away:
// a spelling lesson, no knowledge needed. [Exercise 2, Hide whole names](../exercises/02-school.ipynb) (★★☆, 15 minutes, 3 points).

// %% [markdown]
// Rows of different length make one **batch** (批) when the short ones are filled up. `segments` says to which document a place
// belongs: all ours are document 1, and 0 is padding. This is the library's form, so we take its type.

// %%
import { chooseBackend, nn } from 'kernel-lib';
import * as tf from '@tensorflow/tfjs';
await chooseBackend();
function batchOf(list: Row[]): nn.Batch {
  const length = Math.max(...list.map(({ tokens }) => tokens.length));
  const filled = (row: number[], rest: number) => Array.from({ length }, (_, i) => row[i] ?? rest);
  const numbers = (of: (row: Row) => number[]) => Int32Array.from(list.flatMap(of)); // [B·T]
  return {
    rows: list.length,
    length,
    tokens: numbers(({ tokens }) => filled(tokens, PAD)),
    targets: numbers(({ targets }) => filled(targets, -1)),
    segments: numbers(({ tokens }) => filled(Array<number>(tokens.length).fill(1), 0)),
    causal: Uint8Array.from(list, ({ causal }) => causal),
  };
}

// %%
const mixed = batchOf([readOn(three[0]!), hide(three[0]!, [2]), hide(three[2]!, [3])]);
const partOf = (numbers: Int32Array, b: number) => Array.from(numbers).slice(9 * b, 9 * b + 9);
const { tokens: inputs, targets: outputs, segments } = mixed;
table(
  [
    ['tokens', ...partOf(inputs, 1)],
    ['targets', ...partOf(outputs, 1)],
    ['segments', ...partOf(segments, 1)],
  ],
  {
    caption: 'The second of three rows, in numbers, filled up to the nine places of the third',
    columns: ['place', ...Array.from({ length: 9 }, (_, i) => String(i))],
  },
);

// %% [markdown]
// ## 3. One network, two switches
//
// It would be easy to build two networks, one for books and one for riddles. We build one. What differs is in the batch: which
// inputs are covered, and **who sees whom**, the **attention mask** (注意力掩码). Place $i$ may see place $j$ when both belong to
// the same document, and, in a book, when $j \le i$.
//
// Draw both as a square on paper, a cross where row $i$ sees column $j$. What shape has a book? And what about padding?

// %%
function whoSeesWhom({ rows, length, segments, causal }: nn.Batch): tf.Tensor4D {
  const mask = tf.buffer([rows, 1, length, length]);
  for (let b = 0; b < rows; b++)
    for (let i = 0; i < length; i++)
      for (let j = 0; j < length; j++) {
        const [mine, other] = [segments[b * length + i], segments[b * length + j]];
        const sees = other !== 0 && mine === other && (causal[b] === 0 || j <= i);
        mask.set(sees ? 1 : 0, b, 0, i, j);
      }
  return mask.toTensor() as tf.Tensor4D; // [B, 1, T, T]: the same for all heads
}

// %%
import { heatMap } from 'kernel-lib';
const open = whoSeesWhom(mixed).arraySync();
const [book, riddle] = [0, 1].map((b) => partOf(inputs, b).map(nameOf)) as [string[], string[]];
heatMap({
  title: 'A book is a triangle, a riddle is a square',
  subtitle: 'left: nothing covered, the right side closed; right: a word covered, all open',
  x: { label: 'is seen (j)' },
  y: { label: 'sees (i)' },
  columns: [...book, ' ', ...riddle],
  rows: book.map((word, i) => (word === riddle[i] ? word : `${word} / ${riddle[i]}`)),
  values: book.map((_, i) => [...open[0]![0]![i]!, NaN, ...open[1]![0]![i]!]),
  value: { label: 'open', range: [0, 1] },
  cellText: false,
});

// %% [markdown]
// The triangle is the reason why a book can ask at every place: the answer stands to the right, and the right is closed. Padding
// is white in both directions; nobody sees it, and it sees nobody.
//
// ## 4. The network, line by line
//
// Now the parts, in the order in which a sentence goes through them. Each time: the formula, our line of plain tfjs in the same
// letters, the library's operation, and by how much the two differ. Our row is the riddle
// `<|end|> in <|mask|> cherries bloom <|end|>`. The letters for today:
//
// | letter | meaning | today | part b, about |
// |---|---|---|---|
// | $B$, $T$ | rows, places in a row | 1, 6 | 8, 96 |
// | $D$ | **width** (宽度): numbers that stand for one word | 4 | 96 |
// | $H$, $d = D/H$ | **heads** (注意力头), numbers of one head | 2, 2 | 3, 32 |
// | $F$ | width inside the MLP | 8 | 384 |
// | $V$ | words in the vocabulary | 18 | 3,072 |

// %%
import { figure, ops } from 'kernel-lib';
const row = batchOf([hide(three[0]!, [2])]);
const [B, T, D, H] = [1, 6, 4, 2];
const places = Array.from(row.tokens, (id, i) => `${i} ${nameOf(id)}`);
const rounded = (value: number) => String(Math.round(100 * value) / 100);
function grid(x: tf.Tensor, caption: string) {
  const values = x.reshape([T, -1]).arraySync() as number[][];
  return table(
    values.map((line, i) => [places[i], ...line.map(rounded)]),
    { caption, columns: ['place', ...values[0]!.map((_, c) => String(c))] },
  );
}
const gaps: number[] = [];
function same(name: string, ours: tf.Tensor, library: tf.Tensor): void {
  const gap = ours.sub(library.reshape(ours.shape)).abs().max().dataSync()[0]!;
  gaps.push(gap);
  console.log(`${name}: ours and the library's differ by at most ${Number(gap.toPrecision(1))}`);
}

// %% [markdown]
// ### Embedding: a word becomes four numbers
// The **embedding** (嵌入) is a table $E$ with one line of $D$ numbers a word: $x_i = E[\text{token}_i]$. As a product, $x = O E$, where
// line $i$ of $O$ has a 1 at the token's number and 0 elsewhere. Training will choose the numbers of $E$; today we did, and
// chose round ones. They know nothing.

// %%
const matrix = (text: string) =>
  tf.tensor2d(text.split(/[/\n]/).map((line) => (line.match(/(?<!\S)-?\d/g) ?? []).map(Number)));
const E = matrix(`<|pad|>    0  0  0  0
                  <|end|>    2  0  0  0
                  <|mask|>   0  0  0  4
                  in         1  1  1  1
                  spring     0  2  0  0
                  summer     0 -2  0  0
                  cherries   3  4  0  0
                  lotuses    3 -4  0  0
                  bloom      1 -1  1 -1
                  西电       0  0  2  0
                  的         1  0  1  0
                  春         0  1  0  1
                  夏         0 -1  0  1
                  季         1  0  0  1
                  樱花       2  1  0  0
                  荷花       2 -1  0  0
                  非常       0  0  1  1
                  著名       0  1  1  0`); // [V, D]
const tokens = tf.tensor1d(row.tokens, 'int32'); // [B·T]
const pick = (ids: tf.Tensor1D) => tf.oneHot(ids, V).toFloat(); // [B·T, V]
const x = pick(tokens).matMul(E) as tf.Tensor2D; // [B·T, D]
same('x', x, ops.embedding(E, tokens));
grid(x, 'x: one line a word');

// %% [markdown]
// ### RMSNorm: the same loudness for all
// `cherries` is a loud word (3, 4), `bloom` a quiet one. **RMSNorm** (均方根归一化) divides a line by its root mean square, so that
// only its direction counts, then multiplies by a learnt **gain** (增益) $g$, which is 1 at first:
//
// $$\text{norm}(x) = \frac{x}{\sqrt{\tfrac{1}{D}\sum_c x_c^2 + \varepsilon}} \cdot g$$
//
// Check `cherries`: $(9 + 16 + 0 + 0)/4 = 6.25$, its root is 2.5, and $3/2.5 = 1.2$. The tiny $\varepsilon = 10^{-6}$ keeps a line
// of zeros from a division by zero. Its gradient is a good riddle of its own:
// [exercise 4, A norm and its gradient](../exercises/02-school.ipynb) (★★★, 25 minutes, 4 points).

// %%
const norm = (x: tf.Tensor, g: tf.Tensor = tf.scalar(1)) =>
  x.div(x.square().mean(-1, true).add(1e-6).sqrt()).mul(g);
const y = norm(x); // [B·T, D]
same('y', y, ops.rmsNorm(x));
grid(y, 'y = norm(x)');

// %% [markdown]
// ### Query, key, value: three views of a word
// Each word asks something (**query**, 查询), offers something (**key**, 键) and has something to tell (**value**, 值):
//
// $$q = y\,W_q \qquad k = y\,W_k \qquad v = y\,W_v$$
//
// $W_q$ leaves the four numbers as they are; $W_k$ exchanges the left and the right pair; $W_v$ turns the line around. So you can multiply
// in your head. The four numbers are then cut into $H = 2$ heads of $d = 2$: each head looks for itself.

// %%
const Wq = matrix('1 0 0 0 / 0 1 0 0 / 0 0 1 0 / 0 0 0 1'); // [D, D]
const Wk = matrix('0 0 1 0 / 0 0 0 1 / 1 0 0 0 / 0 1 0 0');
const Wv = matrix('0 0 0 1 / 0 0 1 0 / 0 1 0 0 / 1 0 0 0');
const heads = (x: tf.Tensor) => x.reshape([B, T, H, D / H]) as tf.Tensor4D;
const [q, k, v] = [heads(y.matMul(Wq)), heads(y.matMul(Wk)), heads(y.matMul(Wv))]; // [B, T, H, d]
const allThree = ops.queryKeyValue(y as tf.Tensor2D, Wq, Wk, Wv);
same('q, k, v', tf.stack([q, k, v]), tf.stack(allThree));
grid(k, 'k: columns 0 and 1 are head 0, columns 2 and 3 head 1');

// %% [markdown]
// ### Rotary positions: a word is turned by its place
// So far nobody knows who stands where: shuffle the words, and each line stays what it is. **Rotary positions** (旋转位置编码, RoPE; Su
// et al., 2021) turn the two numbers $(a, b)$ of a head by an angle that grows with the place $p$, like the hand of a clock:
//
// $$(a, b) \;\mapsto\; (a\cos\theta - b\sin\theta,\;\; b\cos\theta + a\sin\theta), \qquad \theta = p \text{ (in radians)}$$
//
// With more numbers a head has more hands, fast and slow ones: number $i$ of its first half and number $i$ of its second are a pair,
// and it turns by $p \cdot 10000^{-2i/d}$. Queries and keys are turned, values are not. Write it yourself: [exercise 5, Positions by turning](../exercises/02-school.ipynb) (★★☆, 20 minutes, 3 points).
//
// Our network also gives each head of $q$ and $k$ the same loudness first, with `norm` and no gain (Henry et
// al., 2020). Then no product of a query and a key can grow without limit, and larger learning rates become possible.

// %%
function turn(x: tf.Tensor, p: tf.Tensor): tf.Tensor {
  const half = x.shape[3]! / 2;
  const speeds = tf.pow(10000, tf.range(0, half).div(-half)); // [d/2]; for d = 2 one speed, 1
  const angles = p.reshape([1, -1, 1, 1]).mul(speeds); // [1, T, 1, d/2]
  const [cos, sin] = [angles.cos(), angles.sin()];
  const [a, b] = tf.split(x, 2, 3) as [tf.Tensor, tf.Tensor]; // [B, T, H, d/2] each
  return tf.concat([a.mul(cos).sub(b.mul(sin)), b.mul(cos).add(a.mul(sin))], 3);
}
const p = tf.range(0, T); // [T]: 0, 1, 2, …
const inOrder = tf.range(0, T, 1, 'int32').reshape<tf.Tensor2D>([B, T]);
const [qTurned, kTurned] = [turn(norm(q), p), turn(norm(k), p)] as [tf.Tensor4D, tf.Tensor4D];
same('q', qTurned, ops.headNormRotary(q, inOrder));
same('k', kTurned, ops.headNormRotary(k, inOrder));

// %% [markdown]
// What is it good for? Put one query at place $i$ and one key at place $j$. The attention will use their product. Take the pairs
// of places (0, 1), (2, 3), (4, 5) and (0, 2), (1, 3), (3, 5). Before you run: which of the six products are equal?

// %%
import { scatterChart } from 'kernel-lib';
const clock = turn(tf.tensor4d([1.4, 0], [1, 1, 1, 2]).tile([1, 6, 1, 1]), tf.range(0, 6));
const hands = clock.reshape([6, 2]).arraySync() as number[][];
const productAt = (i: number, j: number) =>
  hands[i]!.reduce((sum, value, c) => sum + value * hands[j]![c]!, 0).toFixed(2);
scatterChart({
  title: 'One vector at six places: turned by 1 radian a place',
  x: { label: 'a', range: [-4, 4] },
  y: { label: 'b', range: [-1.8, 1.8] },
  series: [
    {
      name: 'place',
      x: hands.map(([a]) => a!),
      y: hands.map(([, b]) => b!),
      labels: hands.map((_, i) => String(i)),
    },
  ],
}).show();
table([
  { 'distance 1': `(0,1) ${productAt(0, 1)}`, 'distance 2': `(0,2) ${productAt(0, 2)}` },
  { 'distance 1': `(2,3) ${productAt(2, 3)}`, 'distance 2': `(1,3) ${productAt(1, 3)}` },
  { 'distance 1': `(4,5) ${productAt(4, 5)}`, 'distance 2': `(3,5) ${productAt(3, 5)}` },
]);

// %% [markdown]
// The product knows how far apart the two stand, and not where. So what a head learns about neighbours at the beginning of a
// row holds at its end, too.
//
// ### Attention: who looks at whom
// **Scaled dot-product attention** (缩放点积注意力; Vaswani et al., 2017). Every query meets every key; a large product means: this is
// what I look for. *Closed* is 0 where the mask is open and minus a thousand million where it is not. `softmax` makes each line
// positive with the sum 1, so a closed place gets nothing. The line of $A$ then says in which shares the values are mixed:
//
// $$A = \text{softmax}\!\left(\frac{q\,k^\top}{\sqrt{d}} + \text{closed}\right) \qquad \text{seen} = A\,v$$
//
// A place that may see nobody (padding) would share its attention among all equally, so we also multiply by the mask at the end.
// Write it yourself: [exercise 3, Who may look at whom](../exercises/02-school.ipynb)
// (★★★, 25 minutes, 4 points).

// %%
const perHead = (x: tf.Tensor) => x.transpose([0, 2, 1, 3]); // [B, T, H, d] ⇄ [B, H, T, d]
const scoresOf = (q: tf.Tensor, k: tf.Tensor) =>
  perHead(q).matMul(perHead(k), false, true).div(Math.sqrt(q.shape[3]!)); // [B, H, T, T]
function weigh(q: tf.Tensor, k: tf.Tensor, open: tf.Tensor): tf.Tensor {
  const closed = open.sub(1).mul(1e9); // 0 where open, −10⁹ where closed
  return tf.softmax(scoresOf(q, k).add(closed)).mul(open);
}
const attend = (A: tf.Tensor, v: tf.Tensor) => perHead(A.matMul(perHead(v))); // [B, T, H, d]

// %%
const A = weigh(qTurned, kTurned, whoSeesWhom(row)); // [B, H, T, T]
const seenByAll = attend(A, v);
const maskOf = ({ rows, length, segments, causal }: nn.Batch): ops.AttentionMask => {
  const documents = tf.tensor2d(segments, [rows, length], 'int32');
  return {
    ...{ segmentsOfQueries: documents, segmentsOfKeys: documents },
    ...{ causal: tf.tensor1d(causal, 'int32'), prefix: tf.zeros([rows], 'int32') },
  };
};
same('seen', seenByAll, ops.attention(qTurned, kTurned, v, maskOf(row)));
const attention = (weights: tf.Tensor, head: number, title: string) =>
  heatMap({
    title,
    ...{ x: { label: 'is seen (j)' }, y: { label: 'sees (i)' }, columns: places, rows: places },
    ...{ values: (weights.mul(100).arraySync() as number[][][][])[0]![head]! },
    value: { label: 'share', unit: '%', range: [0, 100] },
  });
attention(A, 0, 'Head 0 of the riddle: each line adds up to 100 %');

// %% [markdown]
// And now the switch: the same row as a book. Nothing but the mask changes. Calculate the line of `in` first. Its query and its key
// are both (1, 1) in head 0, and a turn by the same angle changes no product: the score is $(1 + 1)/\sqrt{2} = 1.41$. The key of
// `<|end|>` is (0, 0), score 0. The rest is closed. So the two share as $e^0 : e^{1.41} = 1 : 4.11$. How many percent is that? And
// which line of the picture above survives unchanged?

// %%
const asBook = { ...row, causal: Uint8Array.of(1) };
attention(
  weigh(qTurned, kTurned, whoSeesWhom(asBook)),
  0,
  'Head 0 of the book: the right is closed, the left shares the 100 %',
);

// %% [markdown]
// 20 and 80: `in` sees one word and itself. Only the last line is as it was, for nobody stands to its right. Do you see the line of
// `<|mask|>`, three times 33? It asks head 0 with (0, 0), so every score is 0, and it looks at all alike.

// %% [markdown]
// ### Residual: add, do not replace
// Head by head, each word has collected something. $W_o$ mixes the heads, and the result is *added* to what the word was:
//
// $$x \leftarrow x + \text{seen}\,W_o$$
//
// This is a **residual connection** (残差连接). A word keeps itself unless something better comes, and gradients find a straight way
// back through all layers. $W_o$ begins at 0 in our library: every layer begins as "change nothing". Here it only passes on.

// %%
const Wo = Wq;
const joined = seenByAll.reshape([B * T, D]) as tf.Tensor2D; // both heads side by side
const x1 = x.add(joined.matMul(Wo)) as tf.Tensor2D; // [B·T, D]
same('x', x1, ops.linearAdd(joined, Wo, x));
grid(x1, 'x after attention');

// %% [markdown]
// ### MLP: each word thinks for itself
// Attention moves things between words. What a word makes of them is the work of the **MLP** (多层感知机): widen to $F$ numbers, keep the
// positive ones, square them, come back to $D$, and add again. Keeping the positive ones is the `relu` of lesson 00; with the square
// it is called **ReLU²** (So et al., 2021):
//
// $$x \leftarrow x + \max(\text{norm}(x)\,W_{up},\,0)^2\;W_{down}$$
//
// Our $W_{up}$ writes each number twice, once with the other sign, and $W_{down}$ gives them back with their signs. So a number $z$
// of $\text{norm}(x)$ comes out as $z\,|z|$. Many believe that facts are kept in the MLPs (Geva et al., 2021). Part c looks after
// which block a fact can be read.

// %%
const eye = tf.eye(D);
const Wup = tf.concat([eye, eye.neg()], 1); // [D, F]
const Wdown = tf.concat([eye, eye.neg()], 0); // [F, D]
const z = norm(x1) as tf.Tensor2D;
const x2 = x1.add(z.matMul(Wup).relu().square().matMul(Wdown)); // [B·T, D]
same('x', x2, ops.mlp(z, Wup, Wdown, x1));
grid(x2, 'x after the MLP');

// %% [markdown]
// Attention and MLP together are one **block** (层). Part b stacks four of them; nothing new happens in the others.
//
// ### Head: back to words
// Which word do the four numbers resemble? The same table $E$ says it, used backwards (**tied** embeddings, 权重共享; Press and Wolf,
// 2017). One product a word; the results are called **logits** (未归一化得分), and softmax makes probabilities of them:
//
// $$\text{logits} = \text{norm}(x)\,E^\top \qquad P = \text{softmax}(\text{logits})$$

// %%
import { barChart } from 'kernel-lib';
const logits = norm(x2).matMul(E, false, true) as tf.Tensor2D; // [B·T, V]
const P = tf.softmax(logits).arraySync() as number[][];
const best = P[1]!.indexOf(Math.max(...P[1]!));
barChart({
  title: `It knows nothing: after "in" it says ${words[best]}`,
  subtitle: 'place 1 of the riddle; numbers that we chose',
  x: { label: 'probability' },
  y: { label: 'word' },
  bars: words.map((label, id) => ({ label, value: P[1]![id]! })).sort((a, b) => b.value - a.value),
  highlight: 'spring',
});

// %% [markdown]
// ### Loss: how surprised is it?
// The **cross-entropy** (交叉熵) is minus the logarithm of what the right word got, averaged over the places that are *asked*. $S$ is the
// set of these places, those whose target $t_i$ is not −1:
//
// $$L = -\frac{1}{|S|} \sum_{i \in S} \log P_{i,\,t_i}$$
//
// Our riddle asks at one place. So the loss is minus the logarithm of the bar of `spring` above. Calculate it first. Then write it
// yourself: [exercise 6, The loss of the places that are asked](../exercises/02-school.ipynb)
// (★★☆, 20 minutes, 3 points).

// %%
function crossEntropy(logits: tf.Tensor, targets: tf.Tensor1D): tf.Scalar {
  const asked = targets.greaterEqual(0).toFloat(); // [B·T]: 1 where it is asked
  const right = pick(targets.maximum(tf.scalar(0, 'int32')) as tf.Tensor1D); // [B·T, V]
  const surprise = tf.logSoftmax(logits).mul(right).sum(-1).neg(); // [B·T]
  return surprise.mul(asked).sum().div(asked.sum()); // first the mask, then the mean
}
const targets = tf.tensor1d(row.targets, 'int32');
const loss = crossEntropy(logits, targets);
same('L', loss, ops.crossEntropy(logits, targets));
const pure = -Math.log(1 / V);
console.log(`Loss ${loss.dataSync()[0]!.toFixed(2)}; blind guessing has ${pure.toFixed(2)}.`);

// %% [markdown]
// ## 5. The whole network on one screen
//
// All the lines together. This is the network of the course, of every chapter from here on: only the sizes grow. Read it from
// top to bottom and say the shapes.

// %%
function forward({ config, parameters }: nn.Model, batch: nn.Batch, weights = weigh): tf.Tensor {
  const { rows: B, length: T } = batch;
  const { width: D, heads: H, layers } = config;
  const heads = (x: tf.Tensor) => x.reshape([B, T, H, D / H]);
  const open = whoSeesWhom(batch); // [B, 1, T, T]
  const p = tf.range(0, T);
  const E = parameters['embedding']!;

  let x: tf.Tensor = pick(tf.tensor1d(batch.tokens, 'int32')).matMul(E); // [B·T, D]
  for (let layer = 0; layer < layers; layer++) {
    const W = (name: string) => parameters[`blocks.${layer}.${name}`]!;
    const y = norm(x, W('norm1'));
    const [q, k, v] = ['query', 'key', 'value'].map((name) => heads(y.matMul(W(name))));
    const A = weights(turn(norm(q!), p), turn(norm(k!), p), open); // [B, H, T, T]
    const seen = attend(A, v!).reshape([B * T, D]);
    x = x.add(seen.matMul(W('out')));
    const z = norm(x, W('norm2'));
    x = x.add(z.matMul(W('up')).relu().square().matMul(W('down')));
  }
  return norm(x, parameters['norm']).matMul(E, false, true); // [B·T, V]
}

// %% [markdown]
// The library's is `nn.logits`. It does the same with faster operations, which keep less in memory. `nn.createModel` makes the
// parameters; we let chance fill all of them, also those that begin at 0, for a sum of zeros proves nothing. The batch has
// all we know: a book, riddles, padding, English and Chinese.

// %%
import { describe, seededRandom } from 'kernel-lib';
const sizes = { vocabulary: V, width: 32, layers: 2, heads: 4, hidden: 128, context: 16 };
const random = seededRandom(SEED);
const noisy = nn.createModel(sizes, random);
const chance = (size: number) => Float32Array.from({ length: size }, () => random() - 0.5);
for (const w of Object.values(noisy.parameters)) w.assign(tf.tensor(chance(w.size), w.shape));
const batch = batchOf([readOn(three[0]!), hide(three[1]!, [2, 3]), hide(three[2]!, [3])]);
same('logits', forward(noisy, batch), nn.logits(noisy, batch));
figure('school.blanks.gap', Math.max(...gaps), { goal: { max: 1e-4 } });
describe(noisy);

// %% [markdown]
// `school.blanks.gap` is the largest difference of all cells so far: rounding, the last digits of numbers of 32 bits. Our twenty lines and the library are
// the same network. From here on we may use either.
//
// ## 6. One sentence by heart
//
// Does it learn? There is a test that comes before every training, and it takes seconds: **overfit one sentence** (过拟合). A network
// with thousands of numbers must be able to learn one sentence by heart. If it cannot, something is broken, and no amount of
// books will help. The sentence is the article's, as a book and as a riddle.
//
// The loop is by hand and does without the Adam of lesson 00: ask for the loss $L$ and its gradients, and move every number $w$ a small step against
// its own, $w \leftarrow w - \eta \,\partial L / \partial w$, with the **learning rate** (学习率) $\eta = 0.3$. Where does the loss begin, and
// where will it be after 150 steps?

// %%
const lesson = batchOf([readOn(three[2]!), hide(three[2]!, [3])]);
function byHeart(weights = weigh) {
  const model = nn.createModel(sizes, seededRandom(SEED));
  const lossOf = () =>
    crossEntropy(forward(model, lesson, weights), tf.tensor1d(lesson.targets, 'int32'));
  const losses: number[] = [];
  for (let step = 0; step < 150; step++)
    tf.tidy(() => {
      const { value, grads } = tf.variableGrads(lossOf);
      losses.push(value.dataSync()[0]!);
      for (const w of Object.values(model.parameters)) w.assign(w.sub(grads[w.name]!.mul(0.3)));
    });
  return { model, losses };
}
const learnt = byHeart();

// %%
import { lineChart } from 'kernel-lib';
lineChart({
  title: 'One sentence by heart: the loss falls to nearly nothing',
  x: { label: 'step' },
  y: { label: 'loss', unit: 'nats', range: [0, 3.2] },
  series: [{ name: 'train', y: learnt.losses }],
  rules: [{ y: Math.log(V), label: 'blind guessing, ln 18' }],
}).show();
figure('school.overfit.first', learnt.losses[0]!, { unit: 'nats' });
figure('school.overfit.last', learnt.losses.at(-1)!, { unit: 'nats', goal: { max: 0.05 } });

// %% [markdown]
// It begins close to the logarithm of the vocabulary, as a network must that has no preference yet. (If yours begins elsewhere, look
// there first.) And it ends near 0. So it is a good student now? Ask it five blanks. The last four were never on its desk. What
// will it say?

// %%
function guess(model: nn.Model, text: string): [word: string, chance: number] {
  const place = text.split(' ').indexOf('___'); // the row begins with <|end|>, so this is the place before the blank
  const riddle = batchOf([hide(text.replace('___', '<|mask|>'), [])]);
  const chances = tf.tidy(() => tf.softmax(nn.logits(model, riddle)).arraySync() as number[][])[place]!;
  const most = Math.max(...chances);
  return [words[chances.indexOf(most)]!, most];
}
const asked: [text: string, right: string][] = [
  ['西电 的 ___ 季 樱花 非常 著名', '春'],
  ['西电 的 ___ 季 荷花 非常 著名', '夏'],
  ['荷花 的 ___ 季', '夏'],
  ['in ___ cherries bloom', 'spring'],
  ['in ___ lotuses bloom', 'summer'],
];

// %%
const untrained = nn.createModel(sizes, seededRandom(SEED));
const marks = asked.map(([text, right]) => {
  const [[early], [late, most]] = [guess(untrained, text), guess(learnt.model, text)];
  const mark = late === right ? '✓' : '✗';
  return { blank: text, right, before: early, after: late, sure: `${Math.round(100 * most)} %`, mark };
});
const rightOnes = marks.filter(({ mark }) => mark === '✓').length;
figure('school.overfit.right', rightOnes, { unit: 'of 5 blanks' });
table(marks);

// %% [markdown]
// It fills the article's blank, and it has understood nothing. Say lotus (荷花) instead of cherry, and the season stays spring: it
// recites. Knowing the text by heart is not knowing the fact; chapter 1 ended like this, too. What turns reciting
// into knowing is many sentences about many flowers, so that reciting no longer pays. That is part b.

// %% [markdown]
// ## 7. What goes wrong
//
// **The student who feels the future.** Somebody rewrites `weigh`, two lines, and runs the test of section 6. Here is the curve of
// the changed network beside ours. Would you let it go to school?

// %%
function weighDifferently(q: tf.Tensor, k: tf.Tensor, open: tf.Tensor): tf.Tensor {
  const shares = tf.softmax(scoresOf(q, k));
  return shares.mul(open);
}
const suspect = byHeart(weighDifferently);
lineChart({
  title: 'The curves look alike: overfitting does not find this mistake',
  x: { label: 'step' },
  y: { label: 'loss', unit: 'nats', range: [0, 3.2] },
  series: [
    { name: 'ours', y: learnt.losses },
    { name: 'changed', y: suspect.losses, dashed: true },
  ],
});

// %% [markdown]
// There is a second test, and every network that reads books should pass it: **change the future, and the past must not move**.
// Two rows that differ in their last word alone; what is said at the earlier places must be equal. The table shows by how
// much the logits moved. The symptom first. Can you find the cause before you read on?

// %%
const [ending, another] = ['西电 的 春 季 樱花 非常 著名', '西电 的 春 季 樱花 非常 lotuses'];
function moved(model: nn.Model, weights = weigh): number[] {
  const [a, b] = [ending, another].map((text) => forward(model, batchOf([readOn(text)]), weights));
  return Array.from(a!.sub(b!).abs().max(-1).dataSync()).slice(0, 7);
}
const [honest, leaky] = [moved(learnt.model), moved(suspect.model, weighDifferently)];
table(
  honest.map((ours, i) => ({
    place: `${i} ${nameOf(rowOf(ending)[i]!)}`,
    ours: ours.toFixed(3),
    changed: leaky[i]!.toFixed(3),
  })),
  { caption: 'How far the last word moves the logits of the places before it' },
);

// %%
figure('school.leak.ours', Math.max(...honest), { goal: { max: 1e-5 } });
figure('school.leak.changed', Math.max(...leaky), { goal: { min: 1e-3 } });
const late = weighDifferently(qTurned, kTurned, whoSeesWhom(asBook));
attention(late, 0, 'The changed book: lines no longer add up to 100 %');

// %% [markdown]
// The mask comes *after* the softmax. The closed places are 0, as they should be, so the picture is the right triangle. But the softmax
// has divided by a sum over *all* places, the closed ones, too. A loud word in the future makes every share of the past
// smaller. Nobody sees the future; everybody feels it. In training that is a hint. When the model writes by itself, there is no
// future yet, and all shares are larger than in training: it is asked in a way in which it never learnt.
//
// This mistake is a published one. In `timm`, a widely used library of vision networks, one of two ways through the attention of
// its EVA models masked after the softmax (with −∞, which is louder), until a user moved the line in July 2024
// (huggingface/pytorch-image-models, pull request 2236). The other way was right, so whether you met it depended on a setting.
//
// It has a sister in the loss: first the mean over all places, then the mask. Exercise 6 hunts that one, and part d shows what it does.

// %% [markdown]
// > **And in the large?** The parts are the same; the sizes are not. BERT (Devlin et al., 2019) read riddles: 15 % of the words,
// > and its large form has 24 blocks of width 1,024. GPT-2 (Radford et al., 2019) and GPT-3 (Brown et al., 2020; 96 blocks of
// > width 12,288) read books only. So where the article says that *filling blanks* gives a base model like GPT-3, it simplifies: in GPT
// > the blank is always the next word. RMSNorm (Zhang and Sennrich, 2019) and rotary positions (Su et al., 2021) are
// > in many open models since LLaMA (Touvron et al., 2023), which has SwiGLU instead of ReLU² in its MLP. Both ways of reading in one
// > network, as we do it, is GPT-BERT (Charpentier and Samuel, 2024), made for small amounts of text like ours.

// %% [markdown]
// ## What you have now
// - You counted what one blank needs: grammar, knowledge, and the sense which clue to trust.
// - You made riddles and books of the same sentences, with shifted targets, for one network with two switches.
// - You built a transformer of twenty lines; it equals the library's up to rounding.
// - Two tests that come before any training: learn one sentence by heart; change the future, and the past must not move.

// %% [markdown]
// ### Ask yourself
// <details><summary>A book row asks at every place, a riddle only at the covered ones. Why bother with riddles?</summary>
//
// A book row never learns to use what stands to the right. In the article's blank the deciding word, 樱花, stands to the right.
// </details>
// <details><summary>Could the covered word's own place say what is covered, as in BERT?</summary>
//
// Yes. But then the network has two jobs: at a mask, say this word; elsewhere, say the next one. With shifted targets there is one
// job, and what it learns in riddles serves it when it writes.
// </details>
// <details><summary>The loss of an untrained network with 3,072 words: what should it be?</summary>
//
// About ln 3,072 = 8.03. Much more means that it begins with strong and wrong opinions: numbers that are too large.
// </details>

// %% [markdown]
// ### Read on
// - Vaswani et al., *Attention Is All You Need* (2017).
// - Devlin et al., *BERT: Pre-training of Deep Bidirectional Transformers* (2019).
// - Su et al., *RoFormer: Enhanced Transformer with Rotary Position Embedding* (2021).
// - Charpentier and Samuel, *GPT or BERT: why not both?* (2024).
// - Karpathy, *A Recipe for Training Neural Networks* (2019): overfit one batch, and more such tests.
//
// Next: [part b](02b-school.ipynb). The network is ready; now it gets the whole world to read.
