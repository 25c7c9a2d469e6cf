/**
 * One look over a JSON text before it is parsed: how deep and how large what it describes is, and which keys stand
 * twice in one object. `JSON.parse`, Jupyter and Python all take the last of two and say nothing; a merge that went
 * wrong leaves such files behind.
 */

export interface Scan {
  /** Objects and lists inside each other. */
  depth: number;
  /** About how many values there are. */
  values: number;
  /** Names of keys, each once. */
  doubled: string[];
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;

/** Goes through the text once, without recursion; ends where it becomes deeper or larger than the limits. */
export function scanJson(json: string, limits: { depth: number; values: number }): Scan {
  const doubled = new Set<string>();
  const open: Set<string>[] = [];
  let depth = 0;
  let values = 0;
  for (let at = 0; at < json.length && depth <= limits.depth && values <= limits.values; at++) {
    const code = json.charCodeAt(at);
    if (code === COMMA) values++;
    else if (code === 0x7b || code === 0x5b) {
      open.push(new Set());
      depth = Math.max(depth, open.length);
      values++;
    } else if (code === 0x7d || code === 0x5d) open.pop();
    else if (code === QUOTE) {
      const end = endOfString(json, at);
      const keys = open.at(-1);
      if (keys !== undefined && isKey(json, end)) {
        const key = json.slice(at + 1, end - 1);
        if (keys.has(key)) doubled.add(key);
        keys.add(key);
      }
      at = end - 1;
    }
  }
  return { depth, values, doubled: [...doubled] };
}

/** The position behind the closing quote. */
function endOfString(json: string, start: number): number {
  let end = start;
  for (;;) {
    end = json.indexOf('"', end + 1);
    if (end < 0) return json.length;
    let before = end - 1;
    while (json.charCodeAt(before) === BACKSLASH) before--;
    if ((end - before) % 2 === 1) return end + 1;
  }
}

function isKey(json: string, end: number): boolean {
  let at = end;
  while (json.charCodeAt(at) <= 0x20) at++;
  return json.charCodeAt(at) === COLON;
}
