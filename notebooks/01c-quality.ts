// %% [markdown]
// # Chapter 1, part c: what is worth reading
//
// The copies are gone from the shelf. What is left is there once, and much of it is still no good: a page that sells
// mattresses, one that is all keywords, one whose letters broke on the way, one with somebody's telephone number. The
// article says 过滤低质量信息（如广告、错别字），标注关键特征. Today we do both: we throw out, and we mark.
//
// A filter always takes some good pages with it. So each one gets two numbers today: its **recall** (召回率), the share of the
// bad pages that it finds, and the share of the good pages that it loses. In the end you will be able to say which filter cost
// which good page. Reading takes about 45 minutes, running about 20 seconds.

// %%
import { barChart, corpus, createWorld, table, webPages, type WebPage } from 'kernel-lib';
const SEED = 1;
const world = createWorld({ seed: SEED });
const pages = [...webPages(world.documents({ count: 3000 }), { seed: SEED })].filter(
  ({ kind }) => kind === 'page',
);
const has = (page: WebPage, kind: string) => page.labels.some((label) => label.kind === kind);
const clean = pages.filter(({ labels }) => labels.length === 0);
console.log(`${pages.length} pages, ${clean.length} of them clean.`);

// %% [markdown]
// ## 1. A rule by hand, and how it breaks
//
// The makers of the model Gopher (Rae et al., 2021) kept a page only when its words have 3 to 10 letters on average. A good
// rule: a page of numbers or of broken text falls outside. Here it is; a word is what stands between spaces.
//
// Before you run: what will it do to a clean Chinese page?

// %%
const meanWordLength = (text: string) => {
  const words = text.split(/\s+/).filter(Boolean);
  return words.reduce((sum, word) => sum + word.length, 0) / words.length;
};
const englishRule = (text: string) => meanWordLength(text) >= 3 && meanWordLength(text) <= 10;
const lost = (language: string, keeps: (text: string) => boolean) => {
  const own = clean.filter((page) => page.language === language);
  return (100 * own.filter(({ text }) => !keeps(text)).length) / own.length;
};
const [english, chinese] = [lost('en', englishRule), lost('zh', englishRule)];
barChart({
  title: `One rule costs ${english} % of the English pages and ${chinese} % of the Chinese ones`,
  x: { label: 'clean pages lost', unit: '%', range: [0, 100] },
  y: { label: 'language' },
  bars: [
    { label: 'English', value: english },
    { label: 'Chinese', value: chinese },
  ],
});

// %% [markdown]
// Chinese puts no spaces between words, so a whole line is one "word", and far too long. No error, no warning: a language is
// gone, and if you cannot read it, you will never notice. What nobody reads goes wrong in real corpora, too: Kreutzer et al.
// (2022) had 205 corpora in many languages read by people, and in a good part of them less than half of the sentences were
// acceptable.
//
// The cure is to measure in the language's own unit. For Chinese: characters between two marks of punctuation.

// %%
import { figure } from 'kernel-lib';
const meanClauseLength = (text: string) => {
  const clauses: string[] = text.match(/[\p{L}\p{N}]+/gu) ?? [];
  return clauses.reduce((sum, clause) => sum + clause.length, 0) / clauses.length;
};
const bilingualRule = (text: string) =>
  /\p{Script=Han}/u.test(text)
    ? meanClauseLength(text) >= 2.5 && meanClauseLength(text) <= 40
    : englishRule(text);
figure('books.rule.lost.english', lost('en', bilingualRule), { unit: '%', goal: { max: 2 } });
figure('books.rule.lost.chinese', lost('zh', bilingualRule), { unit: '%', goal: { max: 2 } });

// %% [markdown]
// You can write one yourself: [exercise 5, A quality rule that survives Chinese](../exercises/01-books.ipynb) (★★☆, 20 minutes,
// 3 points).
//
// ## 2. The published rules
//
// `qualityRules` has those of three large English corpora: Gopher's (2021), C4 (Raffel et al., 2020) and FineWeb (Penedo et al.,
// 2024), all measured in one pass over the text. The preset `web` holds the published numbers for English, such as at least
// 50 words, and numbers of ours for Chinese. They were made for long pages. Ours are short. What do you expect?

// %%
const asDocument = ({ id, text, language }: WebPage) => ({
  id,
  text: corpus.normaliseText(text),
  language,
  origin: { file: 'world', offset: 0 },
});
const reasonsFor = (
  judge: { judge(d: ReturnType<typeof asDocument>): object },
  list: readonly WebPage[],
) => {
  const reasons = new Map<string, WebPage[]>();
  for (const page of list) {
    const verdict = judge.judge(asDocument(page)) as { drop?: { rule: string } };
    if (verdict.drop) reasons.set(verdict.drop.rule, [...(reasons.get(verdict.drop.rule) ?? []), page]);
  }
  return reasons;
};

// %%
const web = reasonsFor(corpus.qualityRules({ preset: 'web' }), clean);
barChart({
  title: 'Rules made for long pages throw out clean short ones',
  x: { label: 'clean pages lost' },
  y: { label: 'rule' },
  bars: [...web]
    .sort((a, b) => b[1].length - a[1].length)
    .map(([label, { length }]) => ({ label, value: length })),
});

// %% [markdown]
// The rules are not wrong. They answer another question: "does this look like an article?" So we set the numbers that count
// length for pages of our kind (preset `small`) and leave the rules of shape as they are. First its price in clean pages, then
// what it finds among the pages with a fault. (Their names: `stop-words` asks for small words such as "the" and 的, of which
// whole sentences always have some; `letters` for a share of letters; `sentences` for sentences that end.)

// %%
const small = corpus.qualityRules({ preset: 'small' });
for (const [language, name] of [
  ['en', 'english'],
  ['zh', 'chinese'],
] as const) {
  const own = clean.filter((page) => page.language === language);
  const gone = [...reasonsFor(small, own).values()].flat().length;
  figure(`books.quality.lost.${name}`, (100 * gone) / own.length, { unit: '%', goal: { max: 2 } });
}
const byRule = reasonsFor(
  small,
  pages.filter(({ labels }) => labels.length > 0),
);
table(
  [...byRule].map(([rule, found]) => ({
    rule,
    pages: found.length,
    'for example': found[0]!.text.replaceAll('\n', ' ').slice(0, 70),
  })),
);

// %% [markdown]
// ### Good texts that the rules get wrong
// No rule reads. Here are six texts that somebody would miss. Which of them will stay?

// %%
const good: [string, string, string][] = [
  ['a poem', 'zh', '春眠不觉晓，\n处处闻啼鸟。\n夜来风雨声，\n花落知多少。'],
  [
    'a recipe',
    'en',
    'Two eggs\nOne cup of flour\nHalf a cup of milk\nA pinch of salt\nMix, wait ten minutes, fry.',
  ],
  [
    'a piece of code',
    'en',
    'function add(a, b) {\n  return a + b;\n}\nIt adds two numbers. Call it with any two of them.',
  ],
  ['a table of times', 'en', 'Bus 7: 8.05, 8.25, 8.45, 9.05\nBus 9: 8.10, 8.40, 9.10, 9.40'],
  ['a short notice', 'zh', '今天图书馆下午五点关门。'],
  ['a list of names', 'zh', '获奖名单：赵美琳、钱国栋、孙志强、李晓红、周文博、吴伟东、郑秀英'],
];

// %%
const verdictOf = (preset: 'web' | 'small', language: string, text: string) => {
  const verdict = corpus
    .qualityRules({ preset })
    .judge({ id: 'good', text, language, origin: { file: 'by hand', offset: 0 } });
  return 'drop' in verdict ? `${verdict.drop.rule} ${verdict.drop.detail ?? ''}` : 'stays';
};
table(
  good.map(([what, language, text]) => ({
    what,
    web: verdictOf('web', language, text),
    small: verdictOf('small', language, text),
  })),
);

// %% [markdown]
// None, and with the kinder preset none either, for other reasons. Poems, lists and code are what rules of form cost. A
// corpus that shall know poems must collect them separately and switch these rules off for them. After a run of your own
// (part d), `npx blossom corpus inspect DIR --stage quality` shows what it threw out, so that you can decide.
//
// ## 3. Advertisements: a filter that learns
//
// An advertisement may look like a good page: whole sentences, no bullets. What gives it away is its words. Counting words
// that sell is a rule that its writers soon get round. So we let a small **classifier** (分类器) learn it: **logistic
// regression** (逻辑回归) on words and pairs of words (characters and pairs of them in Chinese). Each has a weight, and $z$ is the
// sum of the weights on the page; $1/(1+e^{-z})$ is the probability, the *score*, that the page is an advertisement.
//
// We wrote the advertisements from templates, and split the templates in two. The model learns from one half and is examined
// on the other, which it has never seen. Why would it be no examination to use the same ones?

// %%
const isAdvertisement = (page: WebPage) => page.document === undefined && has(page, 'advertisement');
const family = (page: WebPage) => page.labels[0]?.spans?.[0]?.what ?? '';
const advertisements = pages.filter(isAdvertisement);
const [lessons, fresh] = [clean.slice(0, clean.length >> 1), clean.slice(clean.length >> 1)];
const classifier = corpus.trainClassifier([
  ...lessons.map(({ text }) => ({ text, label: false })),
  ...advertisements
    .filter((page) => family(page).startsWith('train/'))
    .map((page) => ({ text: page.text, label: true, group: family(page) })),
]);
const unseen = advertisements.filter((page) => family(page).startsWith('unseen/'));
console.log(
  `trained on ${advertisements.length - unseen.length} advertisements, examined on ${unseen.length}.`,
);

// %%
for (const [language, name] of [
  ['en', 'english'],
  ['zh', 'chinese'],
] as const) {
  const sold = unseen.filter((page) => page.language === language);
  const honest = fresh.filter((page) => page.language === language);
  const share = (list: WebPage[]) =>
    (100 * list.filter(({ text }) => classifier.accepts(text)).length) / list.length;
  figure(`books.ads.recall.${name}`, share(sold), { unit: '%', goal: { min: 95 } });
  figure(`books.ads.lost.${name}`, share(honest), { unit: '%', goal: { max: 2 } });
}

// %% [markdown]
// What did it learn? For one advertisement, the pieces that weigh most. A positive piece speaks for "advertisement", a negative
// one against it.

// %%
const caught = unseen.find(({ language, text }) => language === 'en' && classifier.accepts(text))!;
console.log(caught.text);
barChart({
  title: 'Numbers, "%" and "!" give the advertisement away',
  x: { label: 'adds to z' },
  y: { label: 'piece' },
  bars: classifier.explain(caught.text, 12).map(({ gram, adds }) => ({ label: gram, value: adds })),
});

// %% [markdown]
// Look for pieces that do not sell at all: "and" has a weight because one of the two heaps happened to have more of it.
//
// ### And what does it get wrong?
// The three highest scores among clean pages, and the three lowest among advertisements:

// %%
const scored = [...fresh, ...unseen].map((page) => ({ page, score: classifier.score(page.text) }));
const honest = scored.filter(({ page }) => !isAdvertisement(page)).sort((a, b) => b.score - a.score);
const sold = scored.filter(({ page }) => isAdvertisement(page)).sort((a, b) => a.score - b.score);
table(
  [...honest.slice(0, 3), ...sold.slice(0, 3)].map(({ page, score }) => ({
    truth: isAdvertisement(page) ? 'advertisement' : 'clean',
    score: score.toFixed(3),
    page: page.text.replaceAll('\n', ' ').slice(0, 90),
  })),
);

// %% [markdown]
// On these pages: nothing. There is a gap between the two, and the limit lies in it. Before you believe that, put sentences of
// your own in. Which of these five would *you* throw out, and which will the classifier?

// %%
const limit = classifier.state.threshold;
const cheering = (list: WebPage[]) =>
  ((100 * list.filter(({ text }) => /[!！]/.test(text)).length) / list.length).toFixed(0);
console.log(
  `The limit is ${limit.toFixed(3)}. An exclamation mark stands on ${cheering(lessons)} % of`,
);
console.log(`the clean pages and on ${cheering(advertisements)} % of the advertisements.`);
table(
  [
    'The bakery on Willow Street sells fresh bread every morning.',
    'What a day! The swimming club won, and everyone was happy!',
    'You should see the peonies in spring, they are beautiful!',
    '我家的房子要卖，三室两厅，离湖很近，安静。',
    'Our method has helped thousands. Ask the doctor whether it is right for you.',
  ].map((text) => {
    const score = classifier.score(text);
    return { text, score: score.toFixed(3), verdict: score >= limit ? 'advertisement' : 'stays' };
  }),
);

// %% [markdown]
// Neither a bakery nor a swimmer's joy is an advertisement. But our clean pages never cheer and seldom speak of shops, so an
// exclamation mark has become a seller. A classifier knows the difference between *its two heaps*, and nothing else. The cure
// is not a better formula but a heap of clean pages that cheer.
//
// ## 4. Broken letters
//
// A file is a row of bytes, and an **encoding** (编码) says which bytes mean which letter. Read with the wrong one, 樱花 becomes
// something like æ¨±è\x8A±. That is called **mojibake** (乱码). Where nothing was lost on the way it can be undone: turn the
// wrong letters back into bytes, and read these the right way. (`\x8A` is how a letter is printed that has no form.)

// %%
const broken = Buffer.from('樱花在春季开放。').toString('latin1');
const repaired = Buffer.from(broken, 'latin1').toString('utf8');
[broken, repaired];

// %% [markdown]
// A **judge** (评判器) is the library's word for a filter that looks at one page at a time, and keeps, mends or drops it. The
// judge `mojibake` looks for such pairs of letters, tries the repairs, and takes one only when the text becomes plausible and
// encodes back to the very same bytes. Its sisters look for other languages, for sentences that belong to the frame
// (`boilerplate`), for heaps of search words (`keyword-soup`), for pages with next to nothing on them, and for rude words
// (`toxic`). Each against what we planted:

// %%
const judges = {
  mojibake: corpus.mojibake(),
  'other-language': corpus.otherLanguage({ languages: ['en', 'zh'] }),
  boilerplate: corpus.boilerplate(),
  'keyword-soup': corpus.keywordSoup(),
  'near-empty': corpus.nearEmpty(),
  toxic: corpus.toxic(),
};

// %%
/** Found: the page left, or the planted piece is no longer in its text. */
function marksOf(kind: keyof typeof judges, language: string) {
  const isTheirs = (page: WebPage) => (page.language === 'zh') === (language === 'zh');
  let [planted, found, cleanLost, cleanPages] = [0, 0, 0, 0];
  for (const page of pages.filter(isTheirs)) {
    const verdict = judges[kind].judge(asDocument(page));
    if (page.labels.length === 0)
      [cleanPages, cleanLost] = [cleanPages + 1, cleanLost + Number('drop' in verdict)];
    for (const { spans = [{ start: 0, end: Infinity }] } of page.labels.filter((l) => l.kind === kind))
      for (const { start, end } of spans) {
        const piece = corpus.normaliseText(page.text.slice(start, end)).slice(0, 40);
        planted++;
        if ('drop' in verdict || !verdict.keep.text.includes(piece)) found++;
      }
  }
  return { recall: (100 * found) / planted, lost: (100 * cleanLost) / cleanPages };
}

// %%
const marks = Object.keys(judges).flatMap((kind) =>
  ['en', 'zh'].map((language) => ({
    kind,
    language,
    ...marksOf(kind as keyof typeof judges, language),
  })),
);
const least = Math.min(...marks.map(({ recall }) => recall));
const most = Math.max(...marks.map(({ lost }) => lost));
figure('books.judges.least-recall', least, { unit: '%', goal: { min: 95 } });
figure('books.judges.most-lost', most, { unit: '%', goal: { max: 2 } });
table(
  marks.map(({ kind, language, recall, lost }) => ({
    ...{ kind, language },
    recall: `${recall.toFixed(1)} %`,
    'clean pages lost': `${lost.toFixed(1)} %`,
  })),
  { caption: 'Each judge against what was planted for it' },
);

// %% [markdown]
// Be suspicious of such a table, also of ours. The world that planted the dirt and the judges that look for it come from the
// same hands. A list of rude words finds the rude words on it. On text from elsewhere these numbers will be lower; section 7
// of part d shows how to look.
//
// ## 5. Personal data
//
// A corpus must not carry what belongs to a person: e-mail addresses, telephone numbers, numbers of identity cards and bank
// cards. We replace each by a **placeholder** (占位符) such as `<phone>`, so that the sentence stays whole.
//
// Numbers are the hard part, for most long numbers are harmless: an order, a book, a seat. Many of the dangerous ones carry
// a **check digit** (校验码). A Chinese identity number has 18 places $a_1 \dots a_{18}$, and the last is chosen so that
//
// $$\sum_{i=1}^{18} 2^{18-i} a_i \equiv 1 \pmod{11}$$
//
// If that takes a ten, an X stands for it (GB 11643-1999). Guess: of the 11 possible last places, how many fit?

// %%
const isIdentity = (number: string) =>
  [...number].reduce(
    (sum, digit, i) => (sum + (digit === 'X' ? 10 : Number(digit)) * 2 ** (17 - i)) % 11,
    0,
  ) === 1;
const made = '11010519491231002X'; // the standard's own example
console.log(made, isIdentity(made));
const others = Array.from({ length: 11 }, (_, i) => made.slice(0, 17) + (i === 10 ? 'X' : i));
console.log(`${others.filter(isIdentity).length} of 11 last places passes.`);

// %% [markdown]
// So of numbers that only look like one, ten in eleven are told apart. You can write it yourself:
// [exercise 6, Personal data, and what only looks like it](../exercises/01-books.ipynb) (★★☆, 25 minutes, 4 points).
//
// ### The library's version
// `corpus.isIdentityNumber` also asks for a province and a date of birth (places 7 to 14). Here are both, on every number of 18
// places on the shelf. Where do they differ, and which one is right?

// %%
const thirteenth = Array.from('0123456789X', (last) => '11010519491331002' + last).find(isIdentity)!; // month 13
const eighteen = pages
  .flatMap(({ text }) => text.match(/(?<![0-9A-Za-z])[0-9]{17}[0-9X](?![0-9A-Za-z])/g) ?? [])
  .concat(made, thirteenth);
const agree = eighteen.filter((n) => isIdentity(n) === corpus.isIdentityNumber(n)).length;
console.log(`${agree} of ${eighteen.length} verdicts are the same; not those on:`);
table(
  eighteen
    .filter((n) => isIdentity(n) !== corpus.isIdentityNumber(n))
    .slice(0, 3)
    .map((number) => ({
      number,
      'by hand': isIdentity(number),
      library: corpus.isIdentityNumber(number),
    })),
);

// %% [markdown]
// By chance a harmless number has the right last place, one in eleven; the date tells it apart. (The last of the three we made
// ourselves: it would be born in a thirteenth month.)
//
// Now all of it: `pii` looks for four kinds of personal data. Recall is the share of the planted ones that is gone; the
// second figure is the share of harmless look-alikes that is gone with them.

// %%
const hide = corpus.pii();
const masked = (page: WebPage) => {
  const verdict = hide.judge({ ...asDocument(page), text: page.text });
  return 'keep' in verdict ? verdict.keep.text : '';
};
const spansOf = (kind: string) =>
  pages.flatMap((page) =>
    page.labels
      .filter((label) => label.kind === kind)
      .flatMap(({ spans = [] }) =>
        spans.map(({ start, end, what }) => ({ page, what, piece: page.text.slice(start, end) })),
      ),
  );

// %%
const gone = (kind: string) => spansOf(kind).filter(({ page, piece }) => !masked(page).includes(piece));
figure('books.pii.recall', (100 * gone('personal-data').length) / spansOf('personal-data').length, {
  unit: '%',
  goal: { min: 99 },
});
figure('books.pii.look-alikes', (100 * gone('look-alike').length) / spansOf('look-alike').length, {
  unit: '%',
  goal: { max: 1 },
});
table(
  ['personal-data', 'look-alike'].flatMap((kind) =>
    spansOf(kind)
      .slice(0, 4)
      .map(({ page, what, piece }) => ({ kind, what, piece, stays: masked(page).includes(piece) })),
  ),
);

// %% [markdown]
// ## 6. Marking: 春天 is a season
//
// Now the other half of the article's sentence: 标注关键特征（如标记"春天"属于季节类词汇）. To mark a word is called **tagging** (标注). The
// simple way is a list of words with their class, a **lexicon** (词典). All words are looked for in one pass over the text; where
// two overlap, the longer one counts.

// %%
import { html } from 'kernel-lib';
const lexicon = corpus.tagger({
  lexicon: world.lexicon,
  classes: ['season', 'flower', 'month', 'city', 'person'],
});
const COLOURS: Record<string, string> = {
  season: '#009E73',
  flower: '#CC79A7',
  month: '#E69F00',
  city: '#56B4E9',
  person: '#999999',
};
const tagsOf = (text: string) => {
  const verdict = lexicon.judge({
    id: 'tag',
    text,
    language: 'und',
    origin: { file: 'by hand', offset: 0 },
  });
  return 'keep' in verdict ? (verdict.keep.spans ?? []) : [];
};

// %%
function marked(text: string): string {
  let [at, out] = [0, ''];
  for (const { start, end, label } of tagsOf(text)) {
    out += text.slice(at, start);
    const mark = `<mark style="background:${COLOURS[label]}44" title="${label}">`;
    out += `${mark}${text.slice(start, end)}<sub>${label}</sub></mark>`;
    at = end;
  }
  return `<p>${out}${text.slice(at)}</p>`;
}
const lines = [
  '西安电子科技大学的春季樱花非常著名。',
  '春天到了，武汉的桃花开了。',
  'In spring the cherry blossoms open in Wuhan.',
];
const labelsOf = (line: string) => tagsOf(line).map(({ label }) => label);
html(lines.map(marked).join(''), lines.map((line) => `${line} ${labelsOf(line).join(' ')}`).join('\n'));

// %% [markdown]
// A lexicon knows its words and no others. Words that nobody listed can be told from their neighbours: what stands in
// 「…在春天开放」 before 在 is a flower, whatever it is called. A **trained tagger** (训练得到的标注器) learns that from texts that the lexicon has
// marked. To see whether it learnt the neighbours and not the words, we take three names of flowers out of the lexicon, and ask for
// just those.

// %%
const HELD = ['樱花', '桂花', 'cherry blossoms'];
const known = corpus.tagger({
  lexicon: world.lexicon.filter(({ word }) => !HELD.some((held) => word.includes(held))),
  classes: ['season', 'flower'],
});
const sentences = [...world.documents({ epochs: 1 })]
  .flatMap(({ sentences }) => sentences.map(({ text }) => text))
  .filter((text) => /花|flower|blossom|spring|summer|autumn|winter|[春夏秋冬]/.test(text));
const lessonsOfTags = sentences
  .filter((text) => !HELD.some((held) => text.includes(held)))
  .map((text) => {
    const verdict = known.judge({
      id: 'lesson',
      text,
      language: 'und',
      origin: { file: 'world', offset: 0 },
    });
    return { text, spans: 'keep' in verdict ? (verdict.keep.spans ?? []) : [] };
  });
const learnt = corpus.trainTagger(lessonsOfTags);
console.log(`learnt from ${lessonsOfTags.length} sentences, none of which names ${HELD.join(', ')}.`);

// %%
const asked = sentences.flatMap((text) =>
  HELD.filter((held) => text.includes(held)).map((held) => ({ text, held })),
);
const seen = asked.map(({ text, held }) => {
  const start = text.indexOf(held);
  const tags = learnt
    .tag(text)
    .filter(({ start: from, end }) => from < start + held.length && end > start);
  return { text, held, tagged: tags.map(({ label }) => label).join(' ') };
});
const hit = seen.filter(({ tagged }) => tagged === 'flower').length;
figure('books.tags.unseen', (100 * hit) / seen.length, { unit: '%' });
table([
  ...seen.filter(({ tagged }) => tagged === 'flower').slice(0, 4),
  ...seen.filter(({ tagged }) => tagged !== 'flower').slice(0, 2),
]);

// %% [markdown]
// All of them, in sentences like those it learnt from. Now we break it: the same sentences, with something else in the place of
// the flower. What will it say?

// %%
const tricks = [
  'Of all flowers, Mingdong Zhu likes horses best.',
  'When Jingwen Qin buys flowers, they are always late.',
  'The library opens in spring.',
  '图书馆在春天开放。',
];
table(
  tricks.map((text) => ({
    text,
    tagged: learnt
      .tag(text)
      .map(({ start, end, label }) => `${text.slice(start, end)} = ${label}`)
      .join(', '),
  })),
);

// %% [markdown]
// It went by the neighbours, as we wanted, and so it believes them. A lexicon is blind to new words, a tagger is credulous;
// one uses both.
//
// The marks stay with the text, and later with its tokens. Chapter 2 hides whole marked words instead of pieces of them, and
// mixes more of what is rare.
//
// ## 7. The examination in the books
//
// A test is worth nothing if its questions stood in the books. That is called **contamination** (数据污染), and it is never
// intended: somebody wrote the question on a page, and the page was collected. We planted some questions: word for word,
// with other letters or marks, with one word changed, and in quite other words. Which of these can a program find?

// %%
import { testItems } from 'kernel-lib';
const items = [...testItems().planted, ...testItems().clean];
const leak = corpus.contamination(items.map(({ id, question }) => ({ id, text: question })));
const leaks = pages.flatMap((page) =>
  page.labels
    .filter(({ kind }) => kind === 'test-item')
    .flatMap(({ spans = [] }) => spans.map(({ what }) => ({ page, level: what.split(' ')[1]! }))),
);
const isFound = (page: WebPage) => 'drop' in leak.judge(asDocument(page));
const levels = ['verbatim', 'case', 'punctuation', 'word', 'paraphrase'].map((level) => {
  const own = leaks.filter((one) => one.level === level);
  return { level, planted: own.length, found: own.filter(({ page }) => isFound(page)).length };
});
const edited = levels.filter(({ level }) => level !== 'paraphrase');
const total = (key: 'planted' | 'found') => edited.reduce((sum, row) => sum + row[key], 0);
figure('books.contamination.recall', (100 * total('found')) / total('planted'), {
  unit: '%',
  goal: { min: 100 },
});
figure('books.contamination.false', (100 * clean.filter(isFound).length) / clean.length, {
  unit: '%',
  goal: { max: 0.5 },
});
table(levels);

// %% [markdown]
// Copies and light edits are found. A question in other words is not: its words are others, and only its meaning is the same.
// Remember this when you read that a model was tested on questions "not in its training data". You can write the search
// yourself: [exercise 10, Has the model seen the test?](../exercises/01-books.ipynb) (★★☆, 20 minutes, 3 points).
//
// ## 8. What is left
//
// All filters in a row. Each page leaves at the first one that objects. How much is left, do you think?

// %%
const stages = [
  corpus.exactStage(),
  corpus.nearStage({ threshold: 0.7 }),
  ...[
    corpus.nearEmpty(),
    corpus.mojibake(),
    corpus.otherLanguage({ languages: ['en', 'zh'] }),
    corpus.keywordSoup(),
  ].map(corpus.stageOf),
  ...[
    corpus.toxic(),
    corpus.boilerplate(),
    small,
    corpus.classifierJudge({ classifier: classifier.state }),
    hide,
  ].map(corpus.stageOf),
];

// %%
const dropped: { stage: string; page: WebPage }[] = [];
const byId = new Map(pages.map((page) => [page.id, page]));
const composed = corpus.compose(
  (async function* () {
    yield* pages.map(asDocument);
  })(),
  stages,
  ({ document, stage }) => void dropped.push({ stage, page: byId.get(document.id)! }),
);
let left = 0;
for await (const document of composed.documents) left += Number(document.text !== '');
barChart({
  title: `${left} of ${pages.length} pages are left`,
  x: { label: 'pages' },
  y: { label: 'after' },
  bars: [
    { label: 'collected', value: pages.length },
    ...composed.counts.map(({ stage, wentOut }) => ({ label: stage, value: wentOut })),
  ],
});

// %% [markdown]
// `toxic`, `boilerplate` and `pii` throw out no page: they take lines or words and leave the rest.
//
// And the question of this part: **which filter cost which good page?** A page is good when nothing is wrong with it. Of
// pages that are alike one stays, so `exact` and `near` are not counted in the figure. (The classifier learnt from half of
// these pages, which flatters it here; its honest numbers stand in section 3.)

// %%
const isCopyFilter = (stage: string) => stage === 'exact' || stage === 'near';
const goodOnes = dropped.filter(({ page }) => page.labels.length === 0);
const cost = goodOnes.filter(({ stage }) => !isCopyFilter(stage));
figure('books.pipeline.clean-lost', (100 * cost.length) / clean.length, {
  unit: '%',
  goal: { max: 2 },
});
table(
  composed.counts.map(({ stage, cameIn, wentOut }) => {
    const lost = goodOnes.filter((one) => one.stage === stage);
    return {
      filter: stage,
      'threw out': cameIn - wentOut,
      'of them good': lost.length,
      'for example': lost[0]?.page.text.replaceAll('\n', ' ').slice(0, 60) ?? '',
    };
  }),
);

// %% [markdown]
// Look at `near`: most of what it threw out was good! These are the *sources* of near copies. Of two pages that are alike
// the longer one stays, and somebody who copies a page often adds a word. So the facts are still there, but in the copy.
// The oldest page would be the better choice, if one could trust the dates.
//
// And the other way round: what was planted, and is still on the shelf?

// %%
const isGone = new Set(dropped.map(({ page }) => page.id));
const kinds = [...new Set(pages.flatMap(({ labels }) => labels.map(({ kind }) => kind)))];
const stayed = kinds.map((kind) => {
  const own = pages.filter((page) => has(page, kind));
  return { label: kind, value: (100 * own.filter(({ id }) => !isGone.has(id)).length) / own.length };
});
barChart({
  title: 'Slips of the pen, prejudice and contradictions stay: nothing looks for them',
  x: { label: 'pages that stayed', unit: '%', range: [0, 100] },
  y: { label: 'what was planted' },
  bars: stayed.sort((a, b) => b.value - a.value),
});

// %% [markdown]
// Some of these pages were mended and rightly stay (`toxic`, `personal-data`, `boilerplate`, some of `mojibake`), and the judge
// of section 7 was not in the row (`test-item`). Others are as they were. The article wants 错别字 removed; ours are all still there, for a page with one wrong letter is better than none. And what two
// pages contradict each other about, or what a page says against a group of people, no rule of form can see. A later
// chapter comes back to that.
//
// > **And in the large?** C4 threw away most of the pages it began with (Raffel et al., 2020). FineWeb had some 36 trillion
// > tokens after its first filters, 20 after deduplication, and 15 at the end (Penedo et al., 2024). Which filter helps is
// > found out as you do it in part d: train a small model on what is left, and examine it. And a filter is never neutral:
// > C4's list of "bad words" removed texts by and about minorities more often than others (Dodge et al., 2021).

// %% [markdown]
// ## What you have now
// - Rules that measure each language in its own unit.
// - A filter that learnt from examples and was examined on what it had never seen.
// - Check digits, which tell a person's number from a harmless one.
// - Marks on the words that matter, and an examination that is not in the books.

// %% [markdown]
// ### Ask yourself
// <details><summary>A filter has 99 % recall and loses 2 % of the good pages. Is it good?</summary>
//
// It depends on how many bad pages there are. With one bad page in a thousand it throws away twenty good ones for each bad
// one.
// </details>
// <details><summary>Why is the classifier examined on other templates and not just on other pages?</summary>
//
// Pages from one template share their sentences. It would recognise the template, and that is not what we want to know.
// </details>
// <details><summary>Why replace a telephone number and not throw away the page?</summary>
//
// The page is good. And a model should learn that after "call me at" a number comes, without learning whose.
// </details>

// %% [markdown]
// ### Read on
// - Rae et al., *Gopher* (2021), appendix A: the rules.
// - Raffel et al., *T5* (2020), section 2.2: C4.
// - Dodge et al., *Documenting Large Webtext Corpora* (2021): what C4's filters removed.
// - Kreutzer et al., *Quality at a Glance* (2022): 205 corpora, read by people.
//
// Next: [part d](01d-tokens.ipynb): pages become numbers, and we ask whether all this was worth it.
