/** A text becomes a page: it gets a site, an address, a date, a licence, and HTML around it. */
import { pick, type Random } from '../../random.js';
import type { Language } from '../document.js';
import { brokenMarkup } from './broken.js';
import { between, chanceFor, happens } from './chance.js';
import { renderPage } from './layouts.js';
import type { Memory } from './memory.js';
import type { WebPlan } from './options.js';
import type { Label, Site, WebPage } from './page.js';

/** What a page is about to say. */
export interface Manuscript {
  title: string;
  text: string;
  labels: Label[];
  /** Of the site it appears on. */
  siteLanguage: Language;
  /** Of the text; default: the site's. */
  language?: string;
  document?: string;
  kind?: WebPage['kind'];
  /** Never on this site (a copy stands elsewhere). */
  notOn?: string;
}

const LICENCES = ['CC-BY-4.0', 'CC-BY-SA-4.0', 'CC0-1.0', 'all-rights-reserved'];
const SECTIONS = ['news', 'people', 'notes', 'campus', 'archive'];

/** Makes pages, numbered in their order. */
export function publisher(plan: WebPlan, memory: Memory): (manuscript: Manuscript) => WebPage {
  let count = 0;
  return (manuscript) => {
    const id = `w${String(count++).padStart(6, '0')}`;
    const random = chanceFor(plan.seed, `publish ${id}`);
    const { title, text, siteLanguage } = manuscript;
    const site = siteFor(plan, manuscript, random);
    const date = dateFor(random);
    const url = `https://${site.host}/${pick(random, SECTIONS)}/${slug(title)}${id}.html`;
    const language = manuscript.language ?? siteLanguage;
    const licence = pick(random, LICENCES);
    const related = memory.links(siteLanguage, between(random, 2, 5), random);
    const labels = [...manuscript.labels];
    const paragraphs = text.split('\n\n');
    const frame = {
      ...{ site, language, url, title, paragraphs, date, licence, related, random },
      tables: plan.tables,
    };
    let html = renderPage({ ...frame, charset: site.charset });
    if (happens(random, plan.rates['broken-markup'])) {
      html = brokenMarkup(html, random);
      labels.push({ kind: 'broken-markup' });
    }
    memory.linked(siteLanguage, { url, title });
    return {
      ...{ id, url, language, kind: manuscript.kind ?? 'page', title, text, html, site: site.host },
      charset: site.charset,
      contentType: site.declares === 'page' ? 'text/html' : `text/html; charset=${site.charset}`,
      ...{ date, licence, labels },
      ...(manuscript.document === undefined ? {} : { document: manuscript.document }),
    };
  };
}

/**
 * A site in the language. Control characters (of garbled text) cannot be served in windows-1252: HTML reads their
 * references as other characters.
 */
function siteFor(plan: WebPlan, { siteLanguage, notOn, text }: Manuscript, random: Random): Site {
  const sites = plan.sites.filter(({ language }) => language === siteLanguage);
  const elsewhere = sites.filter(({ host }) => host !== notOn);
  const fitting = elsewhere.length > 0 ? elsewhere : sites;
  const able = /[\u0080-\u009f]/.test(text)
    ? fitting.filter(({ charset }) => charset !== 'windows-1252')
    : fitting;
  return pick(random, able.length > 0 ? able : fitting);
}

function dateFor(random: Random): string {
  const first = Date.UTC(2019, 0, 1) / 1000;
  const seconds = between(random, 0, 7 * 365 * 24 * 3600);
  return new Date((first + seconds) * 1000).toISOString().replace('.000Z', 'Z');
}

/** The Latin words of a title, for an address. */
const slug = (title: string): string => {
  const words = title.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return words.length === 0 ? '' : `${words.slice(0, 6).join('-')}-`;
};
