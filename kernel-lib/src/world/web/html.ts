/** Pieces of HTML that every layout uses: escaping, the head, menus, banners, links, comments. */
import { pick, type Random } from '../../random.js';
import type { Language } from '../document.js';
import { between, chanceFor, happens, some } from './chance.js';
import type { Charset, Site } from './page.js';
import type { WebTables } from './tables.js';

/** A link to another page of the web. */
export interface Link {
  url: string;
  title: string;
}

/** What a layout is given. */
export interface Frame {
  site: Site;
  charset: Charset;
  /** Language of the main text. */
  language: string;
  url: string;
  title: string;
  /** Paragraphs of the main text. */
  paragraphs: readonly string[];
  date: string;
  licence: string;
  related: readonly Link[];
  random: Random;
  tables: WebTables;
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text as HTML, also inside an attribute with double quotes. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => ESCAPES[character]!);

/** A value as JSON that cannot end the script it stands in. */
export const inlineJson = (value: unknown): string => JSON.stringify(value).replace(/</g, '\\u003c');

/** The address as a link from a page of this site: without the host where it is the same. */
export const hrefFrom = (site: Site, url: string): string =>
  url.startsWith(`https://${site.host}/`) ? url.slice(`https://${site.host}`.length) : url;

const bcp47: Readonly<Record<Language, string>> = { en: 'en', zh: 'zh-CN' };

export const htmlLanguage = ({ site }: Frame): string => bcp47[site.language];

/** All of <head>, with what search engines and social networks ask for. */
export function head(frame: Frame, extra = ''): string {
  const { site, charset, url, title, date, paragraphs } = frame;
  const description = escapeHtml((paragraphs[0] ?? title).slice(0, 140));
  const told = site.declares === 'header' ? '' : `<meta charset="${charset}">\n`;
  const article = {
    '@context': 'https://schema.org',
    '@type': 'Article',
    ...{ headline: title, datePublished: date, inLanguage: htmlLanguage(frame), url },
    publisher: { '@type': 'Organization', name: site.name },
  };
  return `<head>
${told}<title>${escapeHtml(title)} – ${escapeHtml(site.name)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="description" content="${description}">
<meta property="og:title" content="${escapeHtml(title)}">
<meta property="og:type" content="article">
<meta property="article:published_time" content="${date}">
<link rel="canonical" href="${url}">
<link rel="license" href="https://licences.example/${frame.licence}">
<link rel="stylesheet" href="/style.css">
<script type="application/ld+json">${inlineJson(article)}</script>
${extra}</head>`;
}

/** The head of a page from before search engines asked for more. */
export function plainHead({ charset, title, site, paragraphs }: Frame): string {
  return `<HEAD>
<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=${charset}">
<TITLE>${escapeHtml(title)}</TITLE>
<META NAME="description" CONTENT="${escapeHtml((paragraphs[0] ?? title).slice(0, 80))}">
<META NAME="generator" CONTENT="${escapeHtml(site.name)} by hand">
<SCRIPT LANGUAGE="JavaScript">
<!--
function hello() { window.status = "Welcome!"; }
//-->
</SCRIPT>
</HEAD>`;
}

/** Scripts that a page runs and a reader never sees. */
export function scripts(frame: Frame): string {
  const state = {
    page: frame.title,
    views: between(frame.random, 3, 9000),
    user: null,
    flags: { dark: false },
  };
  return `<script>window.__STATE__ = ${inlineJson(state)};</script>
<script>
  (function () {
    var queue = (window.counts = window.counts || []);
    queue.push(['view', location.pathname]);
    if (document.cookie.indexOf('agreed=1') >= 0) document.documentElement.className += ' agreed';
  })();
</script>
<noscript><img src="/count.gif" alt="" width="1" height="1"></noscript>`;
}

const phrases = ({ site, tables }: Frame, use: string) => tables.phrases(site.language, use);
/** What is the same on all pages of a site is drawn with this. */
const siteRandom = ({ site }: Frame, what: string) => chanceFor(0, `${what} of ${site.host}`);
export const phrase = (frame: Frame, use: string): string =>
  escapeHtml(pick(frame.random, phrases(frame, use)));

const listItem = (href: string, text: string) =>
  `<li><a href="${escapeHtml(href)}">${escapeHtml(text)}</a></li>`;

/** The menu's entries as list items: the same on every page of a site, the first one leads home. */
export function menuItems(frame: Frame): string {
  const random = siteRandom(frame, 'menu');
  const [home, ...others] = phrases(frame, 'menu');
  return [home!, ...some(random, others, between(random, 4, 8))]
    .map((entry, i) => listItem(i === 0 ? '/' : `/section/${i}`, entry))
    .join('\n');
}

export function footerLinks(frame: Frame): string {
  const links = phrases(frame, 'footer').map((entry, i) => `<a href="/about/${i}">${escapeHtml(entry)}</a>`);
  return `${links.join(' | ')}<br>&copy; ${frame.date.slice(0, 4)} ${escapeHtml(frame.site.name)}`;
}

export function cookieBanner(frame: Frame): string {
  const text = pick(siteRandom(frame, 'cookies'), phrases(frame, 'cookie'));
  const buttons = phrases(frame, 'accept').map(
    (text) => `<button type="button">${escapeHtml(text)}</button>`,
  );
  return `<div id="cookie-banner" class="cookie-banner" role="dialog"><p>${escapeHtml(text)}</p>${buttons.join('')}</div>`;
}

/** Titles of other pages, as links. */
export function relatedLinks(frame: Frame): string {
  if (frame.related.length === 0) return '';
  const items = frame.related.map(({ url, title }) => listItem(hrefFrom(frame.site, url), title));
  return `<h3>${phrase(frame, 'related')}</h3>\n<ul class="related">\n${items.join('\n')}\n</ul>`;
}

/** Remarks of readers, below the text; they are not part of it. */
export function comments(frame: Frame): string {
  return some(frame.random, phrases(frame, 'comment'), between(frame.random, 0, 3))
    .map((text) => {
      const who = `user${between(frame.random, 10, 999)}`;
      return `<div class="comment"><span class="comment-author">${who}</span> <p>${escapeHtml(text)}</p></div>`;
    })
    .join('\n');
}

/** The main text as <p> elements; here and there a few words are a link or in bold. */
export function mainText(frame: Frame): string {
  return frame.paragraphs.map((paragraph) => `<p>${inline(paragraph, frame)}</p>`).join('\n');
}

/** What is worth a link or bold letters: a name, or a clause between two stops. */
const WORTHY = {
  en: /\b[A-Z][a-z]+ [A-Z][a-z]+\b/g,
  zh: /(?<=[，。、：])\p{Script=Han}{2,12}(?=[，。])/gu,
};

function inline(paragraph: string, { random, site, related }: Frame): string {
  if (!happens(random, 0.35)) return escapeHtml(paragraph);
  const found = [...paragraph.matchAll(WORTHY[site.language])];
  if (found.length === 0) return escapeHtml(paragraph);
  const { 0: words, index } = pick(random, found);
  const [open, close] = pick(random, [
    ['<strong>', '</strong>'],
    ['<em>', '</em>'],
    [`<a href="${escapeHtml(hrefFrom(site, related[0]?.url ?? '/'))}">`, '</a>'],
    ['<span class="term">', '</span>'],
  ] as const);
  const [before, after] = [paragraph.slice(0, index), paragraph.slice(index + words.length)];
  return escapeHtml(before) + open + escapeHtml(words) + close + escapeHtml(after);
}
