/** What the local website answers at each path. */
import { bodyOf } from './body.js';
import { escapeHtml } from './html.js';
import type { WebPage } from './page.js';

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body?: Uint8Array;
  /** Milliseconds until it is sent. */
  delay?: number;
}

/** Paths that robots.txt asks robots to stay away from. */
export const DISALLOWED = ['/private/', '/calendar/', '/search'];
/** A host that is not this one; a crawl of one host never asks it. */
export const OTHER_HOST = 'https://elsewhere.example/';

const html = (title: string, body: string, status = 200): Answer => ({
  status,
  headers: { 'Content-Type': 'text/html; charset=utf-8' },
  body: Buffer.from(
    `<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>${escapeHtml(title)}</title>\n</head>\n` +
      `<body>\n<h1>${escapeHtml(title)}</h1>\n${body}\n</body>\n</html>\n`,
  ),
});
const plain = (type: string, text: string): Answer => ({
  ...{ status: 200, headers: { 'Content-Type': `${type}; charset=utf-8` } },
  body: Buffer.from(text),
});
const redirect = (status: number, location: string): Answer => ({
  ...{ status, headers: { Location: location, 'Content-Type': 'text/html; charset=utf-8' } },
});
const link = (href: string, text: string) => `<li><a href="${escapeHtml(href)}">${escapeHtml(text)}</a></li>`;
const list = (items: readonly string[]) => `<ul>\n${items.join('\n')}\n</ul>`;
const missing = () => html('Not found', '<p>There is nothing at this address.</p>', 404);

const pathOf = ({ url }: WebPage) => new URL(url).pathname;

/** Every tenth page has moved: lists link to its old address. */
const MOVED = 10;
const isMoved = (position: number) => position % MOVED === MOVED - 1;

/** The answer to a path; `own` is the site's address, for the sitemap. */
export function routes(
  pages: readonly WebPage[],
  own: string,
  { crawlDelay, slow, listed }: { crawlDelay: number; slow: number; listed: number },
): (path: string) => Answer {
  const byPath = new Map(pages.map((page) => [pathOf(page), page]));
  const lists = Math.ceil(pages.length / listed);
  const fixed: Record<string, () => Answer> = {
    '/robots.txt': () => plain('text/plain', robots(own, crawlDelay)),
    '/sitemap.xml': () => plain('application/xml', sitemap(pages, own)),
    '/style.css': () => plain('text/css', 'body { font-family: serif }\n'),
    '/': () => html('Blossom', listPage(pages, 1, listed, lists) + oddities()),
    '/slow': () => ({ ...html('Slow', '<p>This page took its time.</p>'), delay: slow }),
    '/loop/a': () => redirect(302, '/loop/b'),
    '/loop/b': () => redirect(302, '/loop/a'),
  };
  return (path) => {
    const pathname = path.split('?')[0]!;
    if (Object.hasOwn(fixed, pathname)) return fixed[pathname]!();
    const page = byPath.get(pathname);
    if (page !== undefined) return pageAnswer(page, byPath);
    const [, folder, first, second] = pathname.split('/');
    if (folder === 'page' && Number(first) >= 1 && Number(first) <= lists) {
      return html(`Blossom, list ${Number(first)}`, listPage(pages, Number(first), listed, lists));
    }
    if (folder === 'section' && Number(first) >= 1) {
      const number = 1 + ((Number(first) - 1) % lists);
      return html(`Section ${Number(first)}`, listPage(pages, number, listed, lists));
    }
    if (folder === 'about') return html('About this site', '<p>A small site for patient readers.</p>');
    if (folder === 'moved' && pages[Number(first)] !== undefined) {
      return redirect(301, pathOf(pages[Number(first)]!));
    }
    if (folder === 'calendar') return calendar(Number(first), Number(second));
    if (folder === 'private') return html('Private', '<p>No robot should have read this.</p>');
    if (folder === 'search') return html('Search', list([link('/search?q=more', 'More results')]));
    return missing();
  };
}

function pageAnswer(page: WebPage, byPath: ReadonlyMap<string, WebPage>): Answer {
  // Links between the sites of the small web become links within this one, where their page is here.
  const linked = page.html.replace(/<a href="https:\/\/[^/"]+(\/[^"]*)"/g, (whole, path: string) =>
    byPath.has(path) ? `<a href="${path}"` : whole,
  );
  return {
    status: 200,
    headers: { 'Content-Type': page.contentType, 'Last-Modified': new Date(page.date).toUTCString() },
    body: bodyOf({ html: linked, charset: page.charset }),
  };
}

function robots(own: string, crawlDelay: number): string {
  return [
    '# Welcome, robots. Please be gentle.',
    'User-agent: *',
    ...DISALLOWED.map((path) => `Disallow: ${path}`),
    `Crawl-delay: ${crawlDelay}`,
    '',
    'User-agent: GreedyBot',
    'Disallow: /',
    '',
    `Sitemap: ${own}/sitemap.xml`,
    '',
  ].join('\n');
}

function sitemap(pages: readonly WebPage[], own: string): string {
  const entries = pages.map(
    (page) => `<url><loc>${escapeHtml(own + pathOf(page))}</loc><lastmod>${page.date}</lastmod></url>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${entries.join('\n')}
</urlset>
`;
}

function listPage(pages: readonly WebPage[], number: number, listed: number, lists: number): string {
  const first = (number - 1) * listed;
  const items = pages
    .slice(first, first + listed)
    .map((page, i) => link(isMoved(first + i) ? `/moved/${first + i}` : pathOf(page), page.title));
  const next = number < lists ? `<p><a href="/page/${number + 1}" rel="next">Older pages</a></p>` : '';
  return list(items) + next;
}

/** What a careless crawler stumbles over. */
const oddities = () =>
  list([
    link('/slow', 'A slow page'),
    link('/loop/a', 'Round and round'),
    link('/gone/with-the-wind.html', 'A page that is gone'),
    link('/calendar/2026/1', 'Calendar'),
    link('/private/diary.html', 'Diary'),
    link(OTHER_HOST, 'A friend’s site'),
    link('mailto:post@example.org', 'Write to us'),
    link('#top', 'To the top'),
  ]);

/** Each month links to the next one, for ever. */
function calendar(year: number, month: number): Answer {
  if (!Number.isInteger(year) || !Number.isInteger(month) || month < 1 || month > 12) return missing();
  const next = month === 12 ? `/calendar/${year + 1}/1` : `/calendar/${year}/${month + 1}`;
  return html(`Calendar ${year}, month ${month}`, list([link(next, 'Next month')]));
}
