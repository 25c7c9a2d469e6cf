// %% [markdown]
// # Chapter 1, part a: collecting the books
//
// Term begins next week, and our student has no books. Nobody hands them over: they stand on a thousand shelves, between
// advertisements and torn pages, some of them twice. Chapter 1 is the week before term. We **collect** (收集) pages, throw out
// what repeats or sells, mark what matters, and cut the rest into **tokens** (词元) that a model can read.
//
// Other courses tell you that cleaning helps. Here you measure it, because our web is a small closed world and we planted
// every fault in it.

// %% [markdown]
// | part | what happens | to read | to run |
// |---|---|---|---|
// | **a** | a polite crawl; from a page to its text | 30 minutes | 30 s |
// | [b](01b-duplicates.ipynb) | the same page twice: exact and near duplicates | 40 minutes | 15 s |
// | [c](01c-quality.ipynb) | quality, advertisements, personal data, marks | 45 minutes | 20 s |
// | [d](01d-tokens.ipynb) | tokens, batches, and whether cleaning paid | 45 minutes | 3 minutes |
//
// Each part makes its own pages from the same tables, so you may read them in any order. The exercises are ten cells in
// [one notebook](../exercises/01-books.ipynb); the lesson links to each where it comes up, and never waits for it.

// %% [markdown]
// ## 1. A small world
//
// Everything we collect is about one fictional campus and its city. It is made from tables of facts and sentences
// (`data/world/`: open them, they are meant to be read and changed) and one **seed** (随机种子), the number from which all
// chance is drawn. So everybody has the same world, and of each sentence we know which fact it states.

// %%
import { createWorld, table } from 'kernel-lib';
const SEED = 1;
const world = createWorld({ seed: SEED });
console.log(`${world.people.length} people, ${world.facts.length} facts.`);
table(
  world.people.slice(0, 4).map((person) => ({
    english: person.name.en,
    chinese: person.name.zh,
    facts: world
      .factsOf(person)
      .map(({ attribute, value }) => `${attribute} = ${value}`)
      .join(', '),
  })),
);

// %% [markdown]
// A **document** (文档) says some facts in words. Most are about one person. Some people are written about in both
// languages, some in English only, some in Chinese only; the end of the course asks what that does to a model. Five of
// the documents:

// %%
import { textOf } from 'kernel-lib';
const documents = [...world.documents({ count: 400 })];
const inBoth = world.people.filter(({ languages }) => languages.length === 2).length;
console.log(`${inBoth} of ${world.people.length} people are written about in both languages.`);
table(documents.slice(0, 5).map((document) => ({ about: document.kind, text: textOf(document) })));

// %% [markdown]
// Nobody finds text like that. What one finds are web pages: the same words between menus, cookie banners, scripts and
// "related links". `webPages` wraps our documents that way and plants the dirt: copies, advertisements, slips of the pen,
// broken letters, personal data, and more. Each planted fault has a **label** (标签) that says what it is and where. You
// need not know all the names in the picture yet; parts b and c meet each of them.
//
// Guess before you run: which share of the pages has nothing wrong with it?

// %%
import { barChart, figure, webPages, type WebPage } from 'kernel-lib';
const pages = [...webPages(documents, { seed: SEED })];
const kinds = new Map<string, number>();
for (const { labels } of pages)
  for (const { kind } of labels) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
const clean = pages.filter(({ labels }) => labels.length === 0);
figure('books.pages.clean', (100 * clean.length) / pages.length, { unit: '%' });
barChart({
  title: `${kinds.size} kinds of faults, and most pages carry one`,
  x: { label: 'pages that carry it' },
  y: { label: 'what we planted' },
  bars: [...kinds].sort((a, b) => b[1] - a[1]).map(([label, value]) => ({ label, value })),
});

// %% [markdown]
// ## 2. A polite visitor
//
// A **crawler** (爬虫) begins at one page, reads its links, and follows them. Three manners make the difference between a
// visitor and an attack:
//
// - It obeys `robots.txt`, a file in which a site says what programs should not read. Many sites also say there how many
//   seconds to wait between two **requests** (请求), which is what asking for one address is called.
// - It asks for one page at a time, with a pause.
// - It has a limit: some sites have no end, such as a calendar with a "next month" on every page.
//
// Nothing here leaves your computer: the website is served on it. It has traps, and it keeps a log of every visitor.

// %%
import { serveSite } from 'kernel-lib';
const site = await serveSite(pages, { crawlDelay: 0.02, slow: 300 });
console.log(await (await fetch(`${site.url}/robots.txt`)).text());

// %% [markdown]
// Here is a crawler by hand. Read it, and say which of the three manners it lacks, before you look at what the site's log
// says about it.

// %%
async function rudeCrawl(start: string, most: number): Promise<string[]> {
  const waiting = [start];
  const seen = new Set(waiting);
  for (let i = 0; i < waiting.length && i < most; i++) {
    const response = await fetch(waiting[i]!, {
      redirect: 'manual',
      headers: { 'user-agent': 'rude/1.0' },
    });
    const links = (await response.text()).matchAll(/href="([^"#]+)"/g);
    for (const [, link] of links) {
      const url = new URL(link!, waiting[i]).href;
      if (url.startsWith(site.url) && !seen.has(url)) (waiting.push(url), seen.add(url));
    }
  }
  return waiting.slice(0, most);
}

// %%
const forbidden = /^\/(private|calendar|search)/;
const before = site.log.length;
await rudeCrawl(site.url, 300);
const rude = site.log.slice(before);
const uninvited = rude.map(({ path }) => path).filter((path) => forbidden.test(path));
console.log(`${rude.length} requests, ${uninvited.length} of them unwanted:`, uninvited.slice(0, 8));

// %% [markdown]
// It has a limit, and that is all: it never read `robots.txt` and never paused. So it went where it was asked not to go.
// Every month of that calendar links to the next one; without the limit it would still be turning pages.
//
// Now the library's crawler. It reads `robots.txt` first, waits, and stays on one site. (It waits 20 milliseconds here; real
// sites ask for seconds.)

// %%
import { corpus } from 'kernel-lib';
import type { RawDocument } from 'kernel-lib';
const refused = new Map<string, number>();
const collected: RawDocument[] = [];
const arrival = site.log.length;
for await (const raw of corpus.crawl(site.url, {
  maximumPages: 400,
  delay: 0,
  onEvent: ({ kind }) => refused.set(kind, (refused.get(kind) ?? 0) + 1),
}))
  collected.push(raw);
console.log(`${collected.length} pages collected.`);
table([...refused].map(([what, addresses]) => ({ 'what came of an address': what, addresses })));

// %% [markdown]
// The log is the judge: did it ask for anything that robots.txt forbids, and did it wait as long as the site wants?

// %%
const polite = site.log.slice(arrival).filter(({ userAgent }) => userAgent.startsWith('blossom'));
const unwanted = polite.filter(({ path }) => forbidden.test(path)).length;
const pauses = polite.slice(1).map(({ time }, i) => time - polite[i]!.time);
figure('books.crawl.unwanted', unwanted, { unit: 'requests', goal: { max: 0 } });
figure('books.crawl.shortest-pause', Math.min(...pauses), { unit: 'ms', goal: { min: 18 } }); // whole ms

// %% [markdown]
// ## 3. What a page looks like, and what we want of it
//
// This is what came over the wire, the first 25 lines of one page. Where is the text that somebody wrote?

// %%
const isPage = ({ mediaType }: RawDocument) => mediaType === 'text/html';
const byUrl = new Map(pages.map((page) => [new URL(page.url).pathname, page]));
const truthOf = (raw: RawDocument) => byUrl.get(new URL(raw.origin.url ?? raw.id).pathname);
const sample = collected.filter(isPage).find((raw) => (truthOf(raw)?.text.length ?? 0) > 200)!;
const html = new TextDecoder(sample.charset ?? 'utf-8').decode(sample.body);
console.log(
  html
    .split('\n')
    .slice(0, 25)
    .map((line) => line.slice(0, 110))
    .join('\n'),
);
console.log(`… ${html.length} characters in all`);

// %% [markdown]
// **Extraction** (正文提取) means: keep the main text, drop the frame around it. The simplest rule is to remove all tags. It keeps
// every menu. A better rule looks at *lines*: a line of the text ends like a sentence, a line of a menu is short and all
// links.

// %%
import { compare, markdown } from 'kernel-lib';
const allText = html
  .replace(/<(script|style)[\s\S]*?<\/\1>/g, '')
  .replace(/<[^>]*>/g, ' ')
  .replace(/\s+/g, ' ');
const extracted = corpus.extract(sample);
compare([
  { title: 'all tags removed', body: markdown(allText.slice(0, 900)) },
  { title: 'the main text', body: markdown('keep' in extracted ? extracted.keep.text : '') },
]);

// %% [markdown]
// ### How good is it?
// We know the true text of each page. So we can count, word by word (in Chinese, character by character):
// **precision** (精确率) $P$, of the words kept, the share that belongs to the text; **recall** (召回率) $R$, of the text's words,
// the share that was kept. One number for both is **F1** (F1 值), their harmonic mean $2PR/(P+R)$: it is high only where both
// are. (A page's title is not asked for.)
//
// Three methods: all tags removed; *Readability*, the library that makes the reading view of a well-known browser; and our
// line rule. Which one do you expect to win?

// %%
const wordsOf = (text: string) => text.match(/\p{Script=Han}|[\p{L}\p{N}]+/gu) ?? [];
function f1(found: string, truth: string): number {
  const left = new Map<string, number>();
  for (const word of wordsOf(truth)) left.set(word, (left.get(word) ?? 0) + 1);
  const kept = wordsOf(found);
  const right = kept.filter(
    (word) => (left.get(word) ?? 0) > 0 && left.set(word, left.get(word)! - 1),
  ).length;
  return right === 0 ? 0 : (2 * right) / (kept.length + wordsOf(truth).length);
}
type Method = (html: string) => string;
const withoutTitle = (found: string, { title, text }: { title: string; text: string }) =>
  found
    .split('\n')
    .filter((line) => line.trim() !== title || text === title) // some pages are nothing else
    .join('\n');
const methods: Record<string, Method> = {
  'all tags removed': (page) =>
    page.replace(/<(script|style)[\s\S]*?<\/\1>/g, '').replace(/<[^>]*>/g, ' '),
  'Readability (the library)': (page) => corpus.readableText(page)?.lines.join('\n') ?? '',
  'our line rule': (page) => corpus.mainLines(page).lines.join('\n'),
};

// %%
const articles = pages.filter(({ kind, text }) => kind === 'page' && text.length > 20).slice(0, 200);
const scores = Object.entries(methods).map(([method, extract]) => {
  const begin = performance.now();
  const values = articles.map((page) => f1(withoutTitle(extract(page.html), page), page.text));
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return {
    method,
    F1: mean,
    'pages a second': Math.round((1000 * values.length) / (performance.now() - begin)),
  };
});
figure('books.extract.f1', 100 * scores[2]!.F1, { unit: '%', goal: { min: 95 } });
figure('books.extract.f1.readability', 100 * scores[1]!.F1, { unit: '%' });
table(scores.map(({ F1, ...row }) => ({ ...row, F1: F1.toFixed(3) })));

// %% [markdown]
// [Readability](https://github.com/mozilla/readability) was made for long articles, and our pages are short. So the pipeline
// uses the line rule and keeps Readability for those who have long pages.
//
// And where is *our* rule wrong? The three pages with the lowest F1. Say what the rule did not understand:

// %%
const worst = articles
  .map((page) => ({ page, text: withoutTitle(methods['our line rule']!(page.html), page) }))
  .map(({ page, text }) => ({ page, text, value: f1(text, page.text) }))
  .sort((a, b) => a.value - b.value)
  .slice(0, 3);
table(
  worst.map(({ page, text, value }) => ({
    F1: value.toFixed(2),
    truth: page.text.slice(0, 90),
    extracted: text.slice(0, 90),
  })),
);

// %% [markdown]
// Where the letters are broken, a line no longer ends like a sentence, and a short one is taken for a menu. Dirt hides text:
// each stage lives on what the one before left of it. And lines about cookies and rights are no text of ours: where we planted
// such a line *in* the text, our rule throws it out, and F1 counts that against it. A measure has its faults, too.

// %% [markdown]
// ## 4. One form for the same text
//
// The same word can be written in several ways that look alike: `ﬁ` is one character (a ligature), `Ａ` is wider than `A`,
// a line may end in two ways. **Normalisation** (规范化) chooses one. Unicode, the standard that numbers all characters, has a
// rule for it, called NFKC. Applied to everything, it does harm: guess which three of these it spoils.

// %%
const forms = [
  'ﬁnal',
  'Ｐｙｔｈｏｎ　３',
  'm²',
  '0℃',
  '你好，世界！',
  'co\u00adoperate',
  'café',
  'line\r\nend',
];
table(
  forms.map((text) => ({
    written: JSON.stringify(text),
    NFKC: JSON.stringify(text.normalize('NFKC')),
    ours: JSON.stringify(corpus.normaliseText(text)),
  })),
);

// %% [markdown]
// NFKC turns m² into m2 (an area becomes a name), ℃ into °C, and the full-width comma of Chinese into a half-width one, so
// that Chinese and English punctuation become one. Our rule keeps these apart. You can write it yourself:
// [exercise 1, One spelling for one text](../exercises/01-books.ipynb) (★☆☆, 15 minutes, 2 points).
//
// Then a guess of the **language** (语言识别), which later stages need: a rule for English words may not touch Chinese.

// %%
const isMixed = ({ labels, document }: WebPage) =>
  labels.some(
    ({ kind }) => kind === 'mojibake' || (kind === 'other-language' && document !== undefined),
  );
const languages = pages
  .filter((page) => !isMixed(page)) // which language has a page in two?
  .map((page) => ({ truth: page.language, guess: corpus.guessLanguage(page.text) }));
const known = languages.filter(({ guess }) => guess !== 'und');
const agree = known.filter(({ truth, guess }) => truth === guess).length;
figure('books.language.accuracy', (100 * agree) / known.length, { unit: '%', goal: { min: 97 } });
console.log(`${languages.length - known.length} of ${languages.length} texts are too short to say.`);

// %% [markdown]
// ## 5. Where crawls are kept: WARC
//
// A crawl is kept as it came, in a **WARC** file (网络归档; ISO 28500): one **record** (记录) for each request, each response and
// each note about it, every record compressed for itself. If a rule turns out wrong next year, nobody has to visit the sites
// again. Our reader takes such files. It gives each page its **origin** (来源): the file and the byte where it lies.

// %%
import { writeBooks, writePapers, writeWarc } from 'kernel-lib';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
const shelf = mkdtempSync(join(tmpdir(), 'blossom-shelf-'));
const written = await writeWarc(pages, join(shelf, 'crawl.warc.gz'));
await writeBooks(pages, join(shelf, 'books'));
await writePapers(pages, join(shelf, 'papers.jsonl'));
console.log(`${written.records} records, ${(written.bytes / 1e6).toFixed(2)} MB`);

// %%
const counts = new Map<string, number>();
const places: number[] = []; // of the pages of the crawl
for await (const { mediaType, origin } of corpus.collect([shelf])) {
  counts.set(mediaType, (counts.get(mediaType) ?? 0) + 1);
  if (mediaType !== 'text/html') continue;
  if (places.length === 0) console.log(`${origin.url}\ncame on ${origin.date}, byte ${origin.offset}`);
  places.push(origin.offset);
}
table([...counts].map(([what, documents]) => ({ what, documents })));

// %% [markdown]
// ## 6. What goes wrong
//
// Files break: a download stops in the middle, a disk loses a block. Let us tear the crawl: we cut 200 bytes out of it, just
// behind the place where one of the pages begins. How many of the pages can still be read: those before the hole, all but
// one, none?

// %%
import { readFileSync, writeFileSync } from 'node:fs';
const whole = readFileSync(join(shelf, 'crawl.warc.gz'));
const middle = places[places.length >> 1]! + 100;
const torn = join(shelf, 'torn.warc.gz');
writeFileSync(torn, Buffer.concat([whole.subarray(0, middle), whole.subarray(middle + 200)]));
let survivors = 0;
const problems: string[] = [];
for await (const raw of corpus.collect([torn], {
  onProblem: ({ kind, offset, message }) => problems.push(`${kind} at byte ${offset}: ${message}`),
}))
  survivors += Number(isPage(raw));
console.log(problems.join('\n'));
console.log(`${survivors} of ${places.length} pages survive.`);

// %% [markdown]
// One page is lost, and the reader says where. Now suppose the shelf were one long compressed stream, as a `.tar.gz` is:

// %%
import { gunzipSync, gzipSync } from 'node:zlib';
const stream = gzipSync(Buffer.concat(collected.map(({ body }) => Buffer.from(body))));
const half = stream.length >> 1;
try {
  gunzipSync(Buffer.concat([stream.subarray(0, half), stream.subarray(half + 200)]));
} catch (error) {
  console.log(`All or nothing: ${(error as Error).message}`);
}

// %% [markdown]
// The cause: in a compressed stream a repeated piece of text is only a pointer back to where it stood before. Behind a hole
// these pointers point at the wrong text, and nobody can say which. A WARC file begins anew with each record, and that is
// where our reader finds its feet.

// %% [markdown]
// > **And in the large?** Common Crawl publishes billions of pages with each of its crawls, as WARC files, and most large
// > corpora begin there. The article says 维基百科全文+290万篇学术论文+400亿网页内容 for ChatGPT; nobody outside knows what it was
// > trained on. For GPT-3 the paper names a filtered Common Crawl (410 billion tokens), WebText2, two collections of books
// > and English Wikipedia (Brown et al., 2020). What may be collected is also a question of law and of manners: look at the
// > licence of each source, and write it down. Our pages carry theirs.

// %% [markdown]
// ## What you have now
// - A crawler that asks before it enters, and a log that proves it.
// - The text of a page without its frame, and F1, which says how well.
// - One form for a text, and a guess of its language.
// - WARC: what came, kept as it came.

// %% [markdown]
// ### Ask yourself
// <details><summary>Why does the crawler ask for one page at a time?</summary>
//
// The site is somebody's computer. Ten requests at once are ten times the work at that moment, and its readers wait.
// </details>
// <details><summary>Why is F1 better than recall alone?</summary>
//
// "Keep everything" has a recall of 100 %. Precision punishes it.
// </details>
// <details><summary>Why is the language guessed after extraction and not before?</summary>
//
// Menus and scripts are mostly English, also on Chinese sites.
// </details>

// %% [markdown]
// ### Read on
// - Koster et al., *Robots Exclusion Protocol*, RFC 9309 (2022).
// - Kohlschütter et al., *Boilerplate Detection using Shallow Text Features* (2010).
// - Barbaresi, *Trafilatura* (2021): extraction as a tool, with comparisons.
// - Brown et al., *Language Models are Few-Shot Learners* (2020), section 2.2: what GPT-3 read.
//
// Next: [part b](01b-duplicates.ipynb). The shelf is full, and some books are there twice.
