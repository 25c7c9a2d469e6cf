import { readOptions, rule } from '../../options.js';
import type { Judge, Reason } from '../document.js';
import { gbkOf } from './mojibake/codecs.js';

export interface GarbledOptions {
  /** Share of odd words (in Chinese odd characters) above which a page goes. Default 0.15, in Chinese 0.35. */
  most?: number;
  mostChinese?: number;
  /** Pages with fewer words or characters are not judged. Default 10. */
  least?: number;
}

/**
 * Drops pages that a scanner misread or a keyboard was banged for. An odd word has digits or capitals inside letters,
 * no vowel, or six consonants in a row; an odd character is none of the 3,755 that GB 2312
 * has first; each counts once, because a rare name is written again and again. Light misreading
 * (one word in twenty) stays: without a dictionary it cannot be told from names.
 */
export function garbled(given: GarbledOptions = {}): Judge {
  const defaults = { most: 0.15, mostChinese: 0.35, least: 10 };
  const rules = { most: rule.share, mostChinese: rule.share, least: rule.count };
  const options = readOptions('garbled', defaults, rules, given);
  return {
    name: 'garbled',
    judge(document) {
      const { words, oddWords, characters, oddCharacters } = countOdd(document.text);
      const reason =
        reasonFor(oddWords, words, options.most, options.least) ??
        reasonFor(oddCharacters, characters, options.mostChinese, options.least);
      return reason === undefined ? { keep: document } : { drop: reason };
    },
  };
}

function reasonFor(odd: number, all: number, most: number, least: number): Reason | undefined {
  if (all < least || odd <= most * all) return undefined;
  return { rule: 'garbled', detail: `${(odd / all).toFixed(3)} > ${most}` };
}

/** Odd Latin words, and different Han characters that are odd. */
export function countOdd(text: string) {
  const words = (text.match(/[A-Za-z0-9]+/g) ?? []).filter((word) => /[A-Za-z]/.test(word));
  const characters = [...new Set(text.match(/\p{Script=Han}/gu))];
  return {
    ...{ words: words.length, oddWords: words.filter(isOddWord).length },
    ...{ characters: characters.length, oddCharacters: characters.filter(isOddCharacter).length },
  };
}

function isOddWord(word: string): boolean {
  if (/[a-z]\d+[a-z]/.test(word) || /^\d[a-z]{2,}/.test(word)) return !/^\d+(?:st|nd|rd|th)$/.test(word);
  if (word.length < 4 || /^[A-Z\d]+$/.test(word)) return false;
  return (
    !/[aeiouy]/i.test(word) || /[bcdfghjklmnpqrstvwxz]{6}/i.test(word) || /[a-z][A-Z]{2,}[a-z]/.test(word)
  );
}

/** Level 1 of GB 2312 is B0A1 to D7F9 in GBK. */
function isOddCharacter(character: string): boolean {
  const code = gbkOf(character.charCodeAt(0));
  return code < 0xb0a1 || code > 0xd7f9 || (code & 0xff) < 0xa1;
}
