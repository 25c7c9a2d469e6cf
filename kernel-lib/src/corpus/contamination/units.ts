/** A text as what stays of it when case, width and punctuation are taken away: words, and Han characters one by one. */
import { characterClasses, DIGIT, HAN, LETTER } from '../quality/characters.js';

export interface ComparedUnit {
  text: string;
  start: number;
  end: number;
}

const APOSTROPHES = "'’ʼ＇";

export function comparedUnits(text: string): ComparedUnit[] {
  const units: ComparedUnit[] = [];
  for (let i = 0; i < text.length;) {
    const end = unitEnd(text, i);
    if (end > i) units.push({ text: compared(text.slice(i, end)), start: i, end });
    i = Math.max(end, i + 1);
  }
  return units;
}

/** A word with the apostrophes inside it, or one Han character; `start` itself where neither begins. */
function unitEnd(text: string, start: number): number {
  if (isHan(text, start)) return start + ((text.charCodeAt(start) & 0xfc00) === 0xd800 ? 2 : 1);
  let end = start;
  while (end < text.length && !isHan(text, end)) {
    const inside = end > start && APOSTROPHES.includes(text[end]!) && isWord(text, end + 1);
    if (!isWord(text, end) && !inside) break;
    end++;
  }
  return end;
}

const isHan = (text: string, i: number) => (characterClasses[text.charCodeAt(i)]! & HAN) !== 0;
const isWord = (text: string, i: number) =>
  i < text.length && (characterClasses[text.charCodeAt(i)]! & (LETTER | DIGIT)) !== 0;

function compared(unit: string): string {
  let plain = unit;
  for (const mark of APOSTROPHES) plain = plain.replaceAll(mark, '');
  return plain.normalize('NFKC').toLowerCase();
}
