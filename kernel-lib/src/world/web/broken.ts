/** Markup as people write it by hand. Browsers still show the whole text, and so must a reader of pages. */
import { randomInt, type Random } from '../../random.js';
import { happens, some } from './chance.js';

type Damage = (html: string, random: Random) => string;

/** The part from the heading on, where the main text stands. */
const fromHeading = (html: string, change: (part: string) => string): string => {
  const at = html.search(/<h1/i);
  return html.slice(0, at) + change(html.slice(at));
};

/** A share of the closing tags of these elements is left out. */
const unclosed: Damage = (html, random) =>
  html.replace(/<\/(p|li|div|span|ul|td|tr)>/gi, (tag) => (happens(random, 0.3) ? '' : tag));
/** Elements that end in the wrong order. */
const crossed: Damage = (html, random) =>
  fromHeading(html, (part) =>
    part.replace(/<p>([^<]{6,30}?)(?=[ ，。])/gi, (whole, words: string) =>
      happens(random, 0.6) ? `<p><b><i>${words}</b></i>` : whole,
    ),
  );
/** Ends of elements that never began. */
const stray: Damage = (html, random) =>
  html.replace(/(<\/p>|<\/li>|<br>)\n?/gi, (tag) => (happens(random, 0.3) ? `${tag}</span></font>` : tag));

/** Entities that are not closed, or that do not exist; outside of the main text's words. */
const entities: Damage = (html) =>
  html
    .replace(/&copy;/g, '&copy')
    .replace(/ \| <a/g, ' &nbsp|&nbsp <a')
    .replace(/<h3>/g, '<h3>&bogus; ');
/** Attributes without quotes, twice, or with a stray quote. */
const attributes: Damage = (html) =>
  html
    .replace(/class="([a-z-]+)"/g, 'class=$1 class="$1"')
    .replace(/<button type="button">/g, '<button type=button">');
/** Unknown and empty elements, a second body. */
const unknown: Damage = (html, random) =>
  fromHeading(html, (part) =>
    part.replace(
      /<p>/i,
      (tag) => `<blink><o:p></o:p>${randomInt(random, 2) === 0 ? '<body>' : '<center>'}${tag}`,
    ),
  );
/** A comment with dashes in it, a conditional one that nobody else understands. */
const remarks: Damage = (html) =>
  html.replace(/<h1/i, '<!-- begin -- content --><!--[if lt IE 7]><p>!</p><![endif]--><h1');

/** Every damaged page has one of these. */
const STRUCTURE: readonly Damage[] = [unclosed, crossed, stray];
const OTHERS: readonly Damage[] = [entities, attributes, unknown, remarks];

/** The page with two to four kinds of damage; what it says stays the same. */
export function brokenMarkup(html: string, random: Random): string {
  const damages = [
    ...some(random, STRUCTURE, 1 + randomInt(random, 2)),
    ...some(random, OTHERS, 1 + randomInt(random, 2)),
  ];
  return damages.reduce((page, damage) => damage(page, random), html);
}
