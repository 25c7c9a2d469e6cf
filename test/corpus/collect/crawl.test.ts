import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { UserError } from 'kernel-lib/dist/errors.js';
import { extract } from 'kernel-lib/dist/corpus/extract/extract.js';
import { crawl, type CrawlEvent, type CrawlOptions } from 'kernel-lib/dist/corpus/collect/crawl/crawl.js';
import { linkTo, pageKey } from 'kernel-lib/dist/corpus/collect/crawl/url.js';

type Route = string | ((request: IncomingMessage, response: ServerResponse) => void);

interface Visit {
  path: string;
  /** Milliseconds; `end` of the answer before, `start` of this request. */
  start: number;
  atOnce: number;
}

/** A site on this machine; `visits` are the requests in order. */
async function withSite<T>(
  routes: Record<string, Route>,
  use: (origin: string, visits: Visit[]) => Promise<T>,
): Promise<T> {
  const visits: Visit[] = [];
  let open = 0;
  const server = createServer((request, response) => {
    visits.push({ path: request.url!, start: performance.now(), atOnce: ++open });
    response.on('close', () => open--);
    const route = routes[request.url!];
    if (route === undefined) response.writeHead(404).end('not here');
    else if (typeof route === 'string')
      response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(route);
    else route(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, visits);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

async function crawled(origin: string, options: CrawlOptions = {}, start = '/') {
  const events: CrawlEvent[] = [];
  const documents = [];
  const onEvent = (event: CrawlEvent) => void events.push(event);
  for await (const document of crawl(`${origin}${start}`, { delay: 0, onEvent, ...options }))
    documents.push(document);
  const paths = documents.map(({ id }) => id.slice(origin.length));
  const kinds = Object.fromEntries(events.map(({ url, kind }) => [url.slice(origin.length), kind]));
  return { documents, paths, events, kinds };
}

const links = (...hrefs: string[]) => hrefs.map((href) => `<a href="${href}">x</a>`).join(' ');
const moved =
  (location: string): Route =>
  (_, response) =>
    response.writeHead(302, { Location: location }).end();
const typed =
  (type: string, body: string | Buffer, more: Record<string, string> = {}): Route =>
  (_, response) =>
    response.writeHead(200, { 'Content-Type': type, ...more }).end(body);

describe('a polite crawl', () => {
  it('goes through a site breadth first, each page once, and stays on it', async () => {
    const routes = {
      '/': links(
        '/b',
        '/a#top',
        '/a?utm_source=x',
        'https://elsewhere.example/',
        'mailto:a@b.c',
        '/a/',
        '/missing',
      ),
      '/a': links('deep/1', '/', '/index.html', 'javascript:void(0)', 'http://[broken'),
      '/b': `<base href="/base/">${links('c')}`,
      '/deep/1': 'end',
      '/base/c': 'end',
    };
    await withSite(routes, async (origin, visits) => {
      const { paths, kinds, documents } = await crawled(origin);
      assert.deepEqual(paths, ['/', '/b', '/a', '/base/c', '/deep/1']);
      assert.equal(kinds['/missing'], 'status-404');
      assert.deepEqual(
        visits.map(({ path }) => path),
        ['/robots.txt', '/', '/b', '/a', '/missing', '/base/c', '/deep/1'],
      );
      assert.deepEqual(documents[0]!.origin, {
        ...{ file: origin, offset: 0, url: `${origin}/`, collection: 'web' },
      });
      assert.deepEqual([documents[0]!.mediaType, documents[0]!.charset], ['text/html', 'utf-8']);
      assert.deepEqual((await crawled(origin)).documents, documents);
    });
  });

  it('keeps to robots.txt, to what pages ask, and tells who it is', async () => {
    const agents = new Set<string>();
    const robots =
      'User-agent: *\nDisallow: /private\nAllow: /private/open\n\nUser-agent: other\nDisallow: /\n';
    const routes: Record<string, Route> = {
      '/robots.txt': (request, response) => {
        agents.add(request.headers['user-agent']!);
        response.writeHead(200, { 'Content-Type': 'text/plain' }).end(robots);
      },
      '/':
        links('/private/1', '/private/open', '/quiet', '/hidden', '/to-private') +
        '<a rel=nofollow href=/n>n</a>',
      '/private/open': 'open',
      '/quiet': `<meta name="robots" content="noindex, follow">${links('/from-quiet')}`,
      '/hidden': typed('text/html', links('/from-hidden'), { 'X-Robots-Tag': 'none' }),
      '/from-quiet': 'yes',
      '/to-private': moved('/private/2'),
    };
    await withSite(routes, async (origin, visits) => {
      const { paths, kinds } = await crawled(origin, { userAgent: 'test-agent/1.0' });
      assert.deepEqual(paths, ['/', '/private/open', '/from-quiet']);
      assert.deepEqual(
        { ...kinds },
        {
          ...{ '/': 'page', '/private/1': 'disallowed', '/private/open': 'page', '/quiet': 'no-index' },
          ...{ '/hidden': 'no-index', '/to-private': 'disallowed', '/from-quiet': 'page' },
        },
      );
      assert.ok(
        !visits.some(({ path }) => ['/private/1', '/private/2', '/n', '/from-hidden'].includes(path)),
      );
      assert.deepEqual([...agents], ['test-agent/1.0']);
      assert.deepEqual((await crawled(origin, { userAgent: 'other/2.0' })).paths, []);
    });
  });

  it('fetches nothing where robots.txt fails, and all where there is none', async () => {
    const failing: Route = (_, response) => response.writeHead(500).end();
    await withSite({ '/robots.txt': failing, '/': 'x' }, async (origin) => {
      const { paths, kinds } = await crawled(origin);
      assert.deepEqual([paths, kinds], [[], { '/': 'disallowed' }]);
    });
    await withSite({ '/': 'x' }, async (origin) => assert.deepEqual((await crawled(origin)).paths, ['/']));
  });

  it('asks one at a time and pauses as long as the option or the site says', async () => {
    const pages = Object.fromEntries([1, 2, 3].map((n) => [`/${n}`, links(`/${n + 1}`)]));
    const gaps = (visits: Visit[]) => visits.slice(1).map(({ start }, i) => start - visits[i]!.start);
    await withSite({ '/': links('/1'), ...pages }, async (origin, visits) => {
      await crawled(origin, { delay: 0.05 });
      assert.ok(visits.length === 6 && visits.every(({ atOnce }) => atOnce === 1));
      assert.ok(
        gaps(visits).every((gap) => gap >= 49),
        gaps(visits).join(),
      );
    });
    const robots = typed('text/plain', 'User-agent: *\nCrawl-delay: 0.1\n');
    await withSite({ '/robots.txt': robots, '/': links('/1'), '/1': 'x' }, async (origin, visits) => {
      await crawled(origin, { delay: 0.01 });
      assert.ok(visits.length === 3 && gaps(visits).every((gap) => gap >= 99), gaps(visits).join());
    });
  });

  it('ends redirects that loop, go on for ever or leave the site, and joins those that meet', async () => {
    let count = 0;
    const onAndOn: Route = (_, response) => response.writeHead(301, { Location: `/on?${++count}` }).end();
    const routes: Record<string, Route> = {
      '/': links('/loop', '/on?0', '/away', '/self', '/old', '/older', '/new'),
      '/loop': moved('/loop2'),
      '/loop2': moved('/loop'),
      '/self': moved('/self'),
      '/away': moved('https://elsewhere.example/'),
      '/old': moved('/new'),
      '/older': moved('/old'),
      '/new': 'here',
    };
    for (let i = 0; i < 20; i++) routes[`/on?${i}`] = onAndOn;
    await withSite(routes, async (origin, visits) => {
      const { paths, kinds } = await crawled(origin);
      assert.deepEqual(paths, ['/', '/new']);
      assert.deepEqual(kinds, {
        ...{ '/': 'page', '/loop': 'redirect-loop', '/on?0': 'redirects', '/away': 'other-host' },
        ...{ '/self': 'redirect-loop', '/old': 'same-page', '/older': 'same-page', '/new': 'page' },
      });
      assert.ok(visits.length < 25);
    });
  });

  it('leaves out what is too large, a picture, or cut off, and goes on', async () => {
    const routes: Record<string, Route> = {
      '/': links('/large', '/endless', '/bomb', '/picture', '/cut', '/last'),
      '/large': typed('text/html', 'x', { 'Content-Length': '99999999' }),
      '/endless': (_, response) => {
        response.writeHead(200, { 'Content-Type': 'text/html' });
        const chunk = Buffer.alloc(1 << 20, 'x');
        const more = () => {
          while (!response.destroyed && response.write(chunk));
          if (!response.destroyed) response.once('drain', more);
        };
        more();
      },
      '/bomb': typed('text/html', gzipSync(Buffer.alloc(40_000_000)), { 'Content-Encoding': 'gzip' }),
      '/picture': typed('image/png', 'x'),
      '/cut': (_, response) => {
        response.writeHead(200, { 'Content-Type': 'text/html', 'Content-Length': '100' });
        response.write('half', () => response.destroy());
      },
      '/last': 'fine',
    };
    await withSite(routes, async (origin) => {
      const { paths, kinds } = await crawled(origin);
      assert.deepEqual(paths, ['/', '/last']);
      assert.deepEqual(kinds, {
        ...{ '/': 'page', '/large': 'too-long', '/endless': 'too-long', '/bomb': 'too-long' },
        ...{ '/picture': 'media-type', '/cut': 'unreachable', '/last': 'page' },
      });
    });
  });

  it('waits and asks again where the server says so', async () => {
    let asked = 0;
    const busy: Route = (_, response) => {
      if (++asked < 3) response.writeHead(429, { 'Retry-After': '0' }).end();
      else response.writeHead(200, { 'Content-Type': 'text/plain' }).end('at last');
    };
    await withSite({ '/': busy }, async (origin) => {
      assert.deepEqual((await crawled(origin)).paths, ['/']);
      assert.equal(asked, 3);
    });
  });

  it('stops at the limit of pages, of depth, at a site that makes up links, and at its signal', async () => {
    const page = (n: number): string => links(`/${n + 1}`, `/${n}/x`, `/${n}/y`);
    const routes = Object.fromEntries(
      Array.from({ length: 60 }, (_, n) => [n === 0 ? '/' : `/${n}`, page(n)]),
    );
    await withSite(routes, async (origin) => {
      assert.equal((await crawled(origin, { maximumPages: 7 })).events.length, 7);
      assert.deepEqual((await crawled(origin, { maximumDepth: 2 })).paths, ['/', '/1', '/2']);
      const stop = new AbortController();
      const reading = crawl(origin, { delay: 0.01, signal: stop.signal });
      assert.equal((await reading.next()).value!.id, `${origin}/`);
      stop.abort(new Error('enough'));
      await assert.rejects(reading.next(), /enough/);
    });
    const trap: Route = typed('text/html', links('a/b/', 'x/'));
    const endless = new Proxy<Record<string, Route>>(
      {},
      { get: (_, path) => (path === '/robots.txt' ? undefined : trap) },
    );
    await withSite(endless, async (origin) => {
      const { paths } = await crawled(origin, { maximumDepth: 100, maximumPages: 300 });
      assert.ok(paths.length < 300, `${paths.length} pages of a trap`);
    });
  });

  it('begins with the sitemap where asked to', async () => {
    const index = `<sitemapindex><sitemap><loc>/one.xml.gz</loc></sitemap></sitemapindex>`;
    const one =
      '<urlset><url><loc>/alone?a=1&amp;b=2</loc></url><url><loc>https://other.example/</loc></url></urlset>';
    const routes: Record<string, Route> = {
      '/': 'no links',
      '/robots.txt': typed('text/plain', 'Sitemap: /index.xml'),
      '/index.xml': typed('application/xml', index),
      '/one.xml.gz': typed('application/gzip', gzipSync(one)),
      '/alone?a=1&b=2': 'found',
    };
    await withSite(routes, async (origin) => {
      assert.deepEqual((await crawled(origin, { sitemap: true })).paths, ['/', '/alone?a=1&b=2']);
    });
  });

  it('brings pages in other charsets, which extraction reads', async () => {
    const words = '春天来了，樱花开了。';
    const bytes = execFileSync('iconv', ['-f', 'UTF-8', '-t', 'GB18030'], { input: words });
    const body = Buffer.concat([Buffer.from('<title>t</title><p>'), bytes, Buffer.from('</p>')]);
    await withSite({ '/': typed('text/html; charset=GB2312', body) }, async (origin) => {
      const { documents } = await crawled(origin);
      const extracted = extract(documents[0]!);
      assert.deepEqual('keep' in extracted && [extracted.keep.title, extracted.keep.text], ['t', words]);
    });
  });

  it('says what is wrong with its start', async () => {
    for (const start of ['not an address', 'ftp://a.example/', ''])
      assert.throws(
        () => crawl(start),
        (thrown) => thrown instanceof UserError && /no address/.test(thrown.message),
      );
    assert.throws(() => crawl('http://a.example', { delay: -1 }), /delay must be/);
    await assert.rejects(crawl('http://127.0.0.1:1/').next(), (thrown) => {
      return thrown instanceof UserError && /127\.0\.0\.1:1 cannot be reached/.test(thrown.message);
    });
  });
});

describe('addresses', () => {
  it('are the same page without fragment, tracking, index file, last slash and order of parameters', () => {
    const key = (href: string) => pageKey(linkTo(href, 'https://a.example/x/')!);
    const same = [
      'https://a.example/p',
      'https://www.a.example/p/',
      'http://a.example:80/p/index.html#x',
      '/p?utm_id=1',
      '../p?gclid=2',
    ];
    assert.equal(new Set(same.map(key)).size, 1);
    assert.equal(key('/q?b=2&a=1'), key('https://A.example/q?a=1&b=2&fbclid=x'));
    assert.notEqual(key('/q?a=1'), key('/q?a=2'));
    assert.notEqual(key('https://a.example:8080/p'), key('https://a.example/p'));
    for (const href of ['mailto:x@y', 'data:text/html,x', 'http://', `/${'x'.repeat(3000)}`, '/a/a/a/a/'])
      assert.equal(linkTo(href, 'https://a.example'), undefined, href);
  });
});
