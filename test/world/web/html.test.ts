import assert from 'node:assert/strict';
import { Parser } from 'htmlparser2';
import { webPages } from 'kernel-lib/dist/world/web/pages';
import { bodyOf } from 'kernel-lib/dist/world/web/body';
import type { WebPage } from 'kernel-lib/dist/world/web/page';
import { webTables } from 'kernel-lib/dist/world/web/tables';
import { sampleDocuments } from './samples';

/** All text of a page that a browser would show or keep, spaces as one. */
function shownText(html: string): string {
  let text = '';
  let hidden = 0;
  const silent = ['script', 'style', 'head'];
  const parser = new Parser({
    onopentag: (name) => {
      if (silent.includes(name)) hidden++;
      if (['p', 'div', 'td', 'li', 'h1'].includes(name)) text += '\n';
    },
    onclosetag: (name) => {
      if (silent.includes(name)) hidden--;
    },
    ontext: (more) => {
      if (hidden === 0) text += more;
    },
  });
  parser.end(html);
  return text.replace(/[ \n\t]+/g, ' ');
}

/** Elements that are open when the page ends, or closed without having been opened: what a validator complains of. */
function faults(html: string): number {
  const empty = /^(meta|link|br|hr|img|input|!doctype|!--)/i;
  const optional = /^(p|li)$/i;
  const open: string[] = [];
  let count = 0;
  const bare = html.replace(/<script[\s\S]*?<\/script>/gi, '').replace(/<!--[\s\S]*?-->/g, '');
  for (const [, slash, name] of bare.matchAll(/<(\/?)([a-z!][a-z0-9:-]*)/gi)) {
    if (empty.test(name!) || optional.test(name!)) continue;
    if (slash === '') open.push(name!.toLowerCase());
    else if (open.at(-1) === name!.toLowerCase()) open.pop();
    else count++;
  }
  return count + open.length;
}

describe('HTML of the small web', () => {
  let pages: WebPage[];
  before(() => {
    pages = [...webPages(sampleDocuments(600), { seed: 11, rates: { 'broken-markup': 0.2 } })];
  });

  it('shows the whole main text, paragraph by paragraph, also where the markup is broken', () => {
    for (const { html, text, id } of pages) {
      const shown = shownText(html);
      for (const paragraph of text.split('\n\n')) assert.ok(shown.includes(paragraph), `${id}: ${paragraph}`);
    }
  });

  it('is well-formed unless the page is labelled', () => {
    const broken = pages.filter(({ labels }) => labels.some(({ kind }) => kind === 'broken-markup'));
    for (const page of pages) if (!broken.includes(page)) assert.equal(faults(page.html), 0, page.id);
    const faulty = broken.filter(({ html }) => faults(html) > 0).length;
    assert.ok(broken.length > 60 && faulty > 0.95 * broken.length, `${faulty} of ${broken.length}`);
  });

  it('has a menu, a footer, scripts and links around the text, in six layouts', () => {
    const menus = new Map<string, string>();
    for (const { html, text, language, site } of pages.filter(({ labels }) => labels.length === 0)) {
      assert.match(html, /window\.__STATE__ = |function hello/);
      const entries = webTables().phrases(language as 'en', 'menu');
      const menu = entries.filter((entry) => html.includes(`>${entry}</a>`)).join(' ');
      assert.equal(menu, menus.get(site) ?? menu);
      menus.set(site, menu);
      assert.ok(menu.split(' ').length >= 5);
      assert.ok(html.length > 2 * text.length);
    }
    assert.equal(new Set(pages.map(({ site }) => site)).size, webTables().sites.length);
  });

  it('carries metadata that is true', () => {
    const modern = pages.filter(({ html }) => html.includes('ld+json'));
    assert.ok(modern.length > 0.7 * pages.length);
    for (const { html, title, url, date } of modern) {
      const json = /<script type="application\/ld\+json">(.*?)<\/script>/.exec(html)![1]!;
      const data = JSON.parse(json) as Record<string, unknown>;
      assert.deepEqual([data['headline'], data['url'], data['datePublished']], [title, url, date]);
      assert.ok(html.includes(`<link rel="canonical" href="${url}">`));
    }
  });

  it('tells its charset in the page, in the header or in both, and is encoded so', () => {
    for (const page of pages) {
      const inPage = /<meta [^>]*charset="?([^">]+)">/i.exec(page.html)?.[1];
      const inHeader = /charset=(.+)$/.exec(page.contentType)?.[1];
      assert.ok(inPage !== undefined || inHeader !== undefined);
      for (const told of [inPage, inHeader]) assert.ok(told === undefined || told === page.charset);
      const shown = shownText(new TextDecoder(page.charset).decode(bodyOf(page)));
      for (const paragraph of page.text.split('\n\n')) {
        // Control characters of garbled text do not survive every decoder of windows-1252.
        if (!/[\u0080-\u009f]/.test(paragraph))
          assert.ok(shown.includes(paragraph), `${page.id}: ${paragraph}`);
      }
    }
    assert.deepEqual([...new Set(pages.map(({ charset }) => charset))].sort(), [
      'gb18030',
      'utf-8',
      'windows-1252',
    ]);
  });

  it('links to pages that are there', () => {
    const addresses = new Set(pages.map(({ url }) => url));
    for (const { html, site } of pages) {
      for (const [, href] of html.matchAll(/<a href="([^"]*\.html)"/g)) {
        assert.ok(addresses.has(href!.startsWith('/') ? `https://${site}${href}` : href!), href);
      }
    }
  });
});
