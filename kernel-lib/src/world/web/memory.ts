/** The little that is remembered while pages stream by: sources for copies, sentences, addresses. */
import { pick, randomInt, type Random } from '../../random.js';
import type { Language } from '../document.js';
import type { Link } from './html.js';
import type { Draft } from './nearCopy.js';
import type { WebPage } from './page.js';

/** A clean page that may be copied. */
export interface Source {
  page: WebPage;
  draft: Draft;
  /** Hashes of its near copies so far: no two are the same. */
  copies: Set<number>;
}

/** A uniform sample of all that was offered, of bounded size (Vitter's algorithm R). */
export interface Reservoir<T> {
  items: readonly T[];
  offer(item: T, random: Random): void;
}

export function reservoir<T>(size: number): Reservoir<T> {
  const items: T[] = [];
  let offered = 0;
  return {
    items,
    offer(item, random) {
      offered++;
      if (items.length < size) items.push(item);
      else {
        const at = randomInt(random, offered);
        if (at < size) items[at] = item;
      }
    },
  };
}

const LAST_LINKS = 24;

export interface Memory {
  sources: Record<Language, Reservoir<Source>>;
  sentences: Record<Language, Reservoir<string>>;
  /** Some of the latest pages. */
  links(language: Language, count: number, random: Random): Link[];
  linked(language: Language, link: Link): void;
  /** Near-empty texts that were there before, with the page that had them first. */
  nearEmpty: Map<string, string>;
}

export function memory(): Memory {
  const last: Record<Language, Link[]> = { en: [], zh: [] };
  return {
    sources: { en: reservoir(64), zh: reservoir(64) },
    sentences: { en: reservoir(256), zh: reservoir(256) },
    links: (language, count, random) => {
      const chosen = new Map<string, Link>();
      for (let i = 0; i < count && last[language].length > 0; i++) {
        const link = pick(random, last[language]);
        chosen.set(link.url, link);
      }
      return [...chosen.values()];
    },
    linked(language, link) {
      last[language].push(link);
      if (last[language].length > LAST_LINKS) last[language].shift();
    },
    nearEmpty: new Map(),
  };
}
