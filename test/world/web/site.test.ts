import assert from 'node:assert/strict';
import { request } from 'node:http';
import { gunzipSync } from 'node:zlib';
import robotsParser from 'robots-parser';
import { webPages } from 'kernel-lib/dist/world/web/pages';
import { serveSite, type ServedSite } from 'kernel-lib/dist/world/web/site';
import { sampleDocuments } from './samples';

interface Reply {
  status: number;
  headers: NodeJS.Dict<string | string[]>;
  body: Buffer;
}

function ask(url: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Reply> {
  return new Promise((resolve, reject) => {
    request(url, { headers: { 'User-Agent': 'TestBot', ...headers }, method, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    })
      .on('error', reject)
      .end();
  });
}

const links = (html: string) => [...html.matchAll(/<a href="([^"]+)"/gi)].map(([, href]) => href!);

describe('the local website', () => {
  const pages = [...webPages(sampleDocuments(120), { seed: 4 })];
  const webOnly = pages.filter(({ kind }) => kind === 'page');
  let site: ServedSite;
  before(async () => {
    site = await serveSite(pages, { crawlDelay: 0.5, slow: 300 });
  });
  after(() => site.close());

  it('tells robots what it wants', async () => {
    const { body } = await ask(`${site.url}/robots.txt`);
    const robots = robotsParser(`${site.url}/robots.txt`, body.toString());
    assert.equal(robots.getCrawlDelay('TestBot'), 0.5);
    assert.deepEqual(robots.getSitemaps(), [`${site.url}/sitemap.xml`]);
    assert.equal(robots.isAllowed(`${site.url}/`, 'TestBot'), true);
    for (const path of ['/private/diary.html', '/calendar/2026/1', '/search?q=more']) {
      assert.equal(robots.isAllowed(site.url + path, 'TestBot'), false, path);
    }
    assert.equal(robots.isAllowed(`${site.url}/`, 'GreedyBot'), false);
  });

  it('lists every page in its sitemap, and serves each in its own charset', async () => {
    const map = (await ask(`${site.url}/sitemap.xml`)).body.toString();
    const places = [...map.matchAll(/<loc>(.*?)<\/loc>/g)].map(([, place]) => place!);
    assert.equal(places.length, webOnly.length);
    for (const [i, page] of webOnly.entries()) {
      const { status, headers, body } = await ask(places[i]!);
      assert.equal(status, 200);
      assert.equal(headers['content-type'], page.contentType);
      if (page.charset !== 'windows-1252') {
        assert.ok(new TextDecoder(page.charset).decode(body).includes(page.html.slice(0, 300)));
      }
    }
    assert.ok(webOnly.some(({ charset }) => charset === 'gb18030'));
  });

  it('leads to every page by links from its front, over redirects', async () => {
    const found = new Set<string>();
    for (let path: string | undefined = '/'; path !== undefined;) {
      const html: string = (await ask(site.url + path)).body.toString();
      for (const href of links(html)) {
        if (!href.startsWith('/moved/')) found.add(href);
        else {
          const { status, headers } = await ask(site.url + href);
          assert.equal(status, 301);
          found.add(headers['location'] as string);
        }
      }
      path = /<a href="([^"]+)" rel="next"/.exec(html)?.[1];
    }
    for (const { url } of webOnly) assert.ok(found.has(new URL(url).pathname), url);
  });

  it('links its pages with one another where both are here', async () => {
    const here = new Set(webOnly.map(({ url }) => new URL(url).pathname));
    let within = 0;
    for (const { url } of webOnly.slice(-20)) {
      const html = (await ask(site.url + new URL(url).pathname)).body.toString('latin1');
      within += links(html).filter((href) => here.has(href)).length;
    }
    assert.ok(within > 20, `${within} links`);
  });

  it('has what a careless crawler stumbles over', async () => {
    const front = (await ask(`${site.url}/`)).body.toString();
    for (const href of [
      '/slow',
      '/loop/a',
      '/gone/with-the-wind.html',
      'https://elsewhere.example/',
      '#top',
    ]) {
      assert.ok(links(front).includes(href), href);
    }
    assert.equal((await ask(`${site.url}/loop/a`)).headers['location'], '/loop/b');
    assert.equal((await ask(`${site.url}/loop/b`)).headers['location'], '/loop/a');
    assert.equal((await ask(`${site.url}/gone/with-the-wind.html`)).status, 404);
    assert.equal((await ask(`${site.url}/__proto__`)).status, 404);
    const before = Date.now();
    assert.equal((await ask(`${site.url}/slow`)).status, 200);
    assert.ok(Date.now() - before >= 290);
    let path = '/calendar/2026/11';
    for (let month = 0; month < 5; month++) path = links((await ask(site.url + path)).body.toString())[0]!;
    assert.equal(path, '/calendar/2027/4');
  });

  it('compresses where it may, and says when nothing has changed', async () => {
    const path = site.url + new URL(webOnly[0]!.url).pathname;
    const plain = await ask(path);
    const packed = await ask(path, { 'Accept-Encoding': 'gzip' });
    assert.equal(plain.headers['content-encoding'], undefined);
    assert.equal(packed.headers['content-encoding'], 'gzip');
    assert.deepEqual(gunzipSync(packed.body), plain.body);
    const etag = plain.headers['etag'] as string;
    assert.equal(packed.headers['etag'], etag);
    const again = await ask(path, { 'If-None-Match': etag });
    assert.deepEqual([again.status, again.body.length], [304, 0]);
    assert.equal((await ask(path, { 'If-None-Match': `"other", ${etag.replace('W/', '')}` })).status, 304);
    assert.equal((await ask(path, { 'If-None-Match': '"other"' })).status, 200);
    const head = await ask(path, {}, 'HEAD');
    assert.deepEqual([head.status, head.body.length], [200, 0]);
    assert.equal(head.headers['content-length'], String(plain.body.length));
    assert.equal((await ask(path, {}, 'POST')).status, 405);
  });

  it('logs who asked for what, and when', async () => {
    const from = site.log.length;
    const before = Date.now();
    await ask(`${site.url}/?q=1`, { 'User-Agent': 'Careful/1.0' });
    await ask(`${site.url}/nothing`);
    const [first, second] = site.log.slice(from);
    assert.deepEqual([first!.method, first!.path, first!.status], ['GET', '/?q=1', 200]);
    assert.equal(first!.userAgent, 'Careful/1.0');
    assert.deepEqual([second!.path, second!.status], ['/nothing', 404]);
    assert.ok(first!.time >= before && second!.time >= first!.time && second!.time <= Date.now());
  });

  it('closes, also while a slow page is on its way; refuses to serve nothing', async () => {
    const other = await serveSite(pages, { slow: 60_000 });
    const waiting = ask(`${other.url}/slow`).catch((error: Error) => error);
    while (other.log.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await other.close();
    assert.ok((await waiting) instanceof Error);
    await assert.rejects(ask(other.url), /ECONNREFUSED/);
    await assert.rejects(serveSite([]), /no page to serve/);
    await assert.rejects(serveSite(pages, { listed: 0 }), /listed must be a whole number/);
  });
});
