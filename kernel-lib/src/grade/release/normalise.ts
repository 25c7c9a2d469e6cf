/** Text as the search for leaks compares it. */

/** Without any blank, so that another indent or line break hides nothing; without what ends a line of code. */
export const squeezed = (text: string) => text.replace(/\s+/g, '');

const comparable = (line: string) => squeezed(line.replace(/^\s*(\/\/|\*)\s*/, '')).replace(/[;,]+$/, '');

/** From this many characters on (blanks apart) a line tells something that a student could not write by chance. */
export const LONG_ENOUGH = 20;

/** Heads of loops and conditions are alike everywhere: those below this length tell nothing. */
const LONG_ENOUGH_FOR_A_HEAD = 40;

function tells(line: string): boolean {
  if (/^import.*from['"]|^(const|import).*=require\(/.test(line)) return false;
  const isHead = /^(\}?else)?(for|while|if|switch)(await)?\(.*\{$/.test(line);
  return line.length >= (isHead ? LONG_ENOUGH_FOR_A_HEAD : LONG_ENOUGH);
}

/** The lines of a text that tell something (long enough, no import), each once, as they are compared. */
export const longLines = (text: string): string[] => [
  ...new Set(text.split('\n').map(comparable).filter(tells)),
];

/** All texts that somebody can get out of a file: as it is, out of JSON, out of base64 and hexadecimal digits. */
export function readings(bytes: Uint8Array): string[] {
  const text = Buffer.from(bytes).toString('utf8');
  const inside = jsonTexts(text);
  const decoded = [text, ...inside].flatMap(decodedRuns);
  // Cells one after the other: an answer may be spread over several.
  return [text, ...inside, inside.join('\n'), ...decoded].map(squeezed);
}

/** Every string of a JSON text; lists of strings (the lines of a cell) also joined. */
function jsonTexts(text: string): string[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return [];
  }
  const found: string[] = [];
  const open: unknown[] = [json];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value === 'string') found.push(value);
    else if (Array.isArray(value)) {
      if (value.length > 1 && value.every((one) => typeof one === 'string')) found.push(value.join(''));
      open.push(...value.slice().reverse());
    } else if (typeof value === 'object' && value !== null)
      open.push(...Object.keys(value), ...Object.values(value));
  }
  return found;
}

const BASE64 = /[A-Za-z0-9+/_-](?:[A-Za-z0-9+/_-]|\s(?=[A-Za-z0-9+/_-])){22,}={0,2}/g;
const HEX = /(?:[0-9a-fA-F]{2}){16,}/g;

/** What runs of base64 (also in its form for addresses) and of hexadecimal digits stand for. */
function decodedRuns(text: string): string[] {
  const base64 = [...text.matchAll(BASE64)].flatMap(([run]) => {
    // A word before the run shifts it, so each of the four beginnings is tried.
    const digits = run.replace(/\s+/g, '');
    return [0, 1, 2, 3].map((start) => Buffer.from(digits.slice(start), 'base64').toString('utf8'));
  });
  const hex = [...text.matchAll(HEX)].map(([run]) => Buffer.from(run, 'hex').toString('utf8'));
  return [...base64, ...hex];
}
