/** The web beside outside references: a browser reads its pages, Python its encodings. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chromium, type Browser } from 'playwright-core';
import { bodyOf } from 'kernel-lib/dist/world/web/body';
import { encode1252, encodeGb18030 } from 'kernel-lib/dist/world/web/codecs';
import { MISREADINGS } from 'kernel-lib/dist/world/web/mojibake';
import type { WebPage } from 'kernel-lib/dist/world/web/page';
import { webPages } from 'kernel-lib/dist/world/web/pages';
import { serveSite } from 'kernel-lib/dist/world/web/site';
import { needs } from '../../support/needs';
import { sampleDocuments } from './samples';

/** Spaces as one, as a browser shows them. */
const flat = (text: string) => text.replace(/[ \n\t]+/g, ' ').trim();

describe('the small web in a browser', function () {
  let browser: Browser;
  before(async function () {
    browser = await chromium.launch({ executablePath: needs(this, 'chromium'), args: ['--no-sandbox'] });
  });
  after(() => browser?.close());

  it('shows every paragraph of pages with broken markup, in every charset', async () => {
    const rates = { 'broken-markup': 1 };
    const all = [...webPages(sampleDocuments(120), { seed: 9, rates })];
    const pages = all.filter(({ kind }) => kind === 'page').slice(0, 60);
    const site = await serveSite(pages);
    const tab = await browser.newPage({ javaScriptEnabled: false });
    try {
      for (const page of pages) {
        await tab.goto(site.url + new URL(page.url).pathname, { waitUntil: 'domcontentloaded' });
        const shown = flat(await tab.evaluate<string>('document.body.innerText'));
        for (const paragraph of page.text.split('\n\n')) assert.ok(shown.includes(flat(paragraph)), page.id);
      }
      assert.equal(new Set(pages.map(({ charset }) => charset)).size, 3);
    } finally {
      await tab.close();
      await site.close();
    }
  });
});

describe('the small web beside Python’s codecs', () => {
  /** Runs a program that reads JSON and prints JSON. */
  const python = (path: string, program: string, input: unknown): unknown =>
    JSON.parse(
      execFileSync(path, ['-c', `import json, sys\nx = json.load(sys.stdin)\n${program}`], {
        ...{ input: JSON.stringify(input), encoding: 'utf8', maxBuffer: 1e8 },
        env: { ...process.env, PYTHONIOENCODING: 'utf-8' },
      }),
    );

  it('encodes as Python does', function () {
    const path = needs(this, 'python-test');
    const texts = [...webPages(sampleDocuments(150), { seed: 2 })].map(({ text }) => text);
    const gb = python(path, 'print(json.dumps([t.encode("gb18030").hex() for t in x]))', texts);
    assert.deepEqual(
      texts.map((text) => Buffer.from(encodeGb18030(text)).toString('hex')),
      gb,
    );
    // Python refuses what windows-1252 lacks; the references are HTML's own way.
    const program = 'print(json.dumps([t.encode("cp1252", "xmlcharrefreplace").hex() for t in x]))';
    const western = texts.filter((text) => !/[\u0080-\u009f]/.test(text));
    assert.deepEqual(
      western.map((text) => Buffer.from(encode1252(text)).toString('hex')),
      python(path, program, western),
    );
  });

  it('misreads as Python does', function () {
    const path = needs(this, 'python-test');
    const texts = ['春天到了，樱花开了。', '荷花在夏季开放。', '“Don’t,” says Zoë – 3½ km…'];
    const ways: Record<string, string> = {
      'utf-8 as latin-1': 't.encode("utf-8").decode("latin-1")',
      'gbk as utf-8': 't.encode("gb18030").decode("utf-8", "replace")',
    };
    for (const [way, expression] of Object.entries(ways)) {
      const misread = python(path, `print(json.dumps([${expression} for t in x]))`, texts);
      assert.deepEqual(
        texts.map((text) => MISREADINGS[way]!.garble(text)),
        misread,
        way,
      );
    }
    const pages: WebPage[] = [...webPages(sampleDocuments(60), { seed: 4 })];
    const bodies = pages.map((page) => [Buffer.from(bodyOf(page)).toString('hex'), page.charset]);
    const decoded = python(
      path,
      'print(json.dumps([bytes.fromhex(b).decode("utf-8" if c == "utf-8" else c, "replace") for b, c in x]))',
      bodies,
    ) as string[];
    pages.forEach(({ html, charset }, i) => {
      if (charset !== 'windows-1252') assert.equal(decoded[i], html);
    });
  });
});
