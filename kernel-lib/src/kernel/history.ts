/** The cells that ran since the kernel started, for front ends that ask. */
import { countField, flagField, optionalText, type Content } from './fields.js';

type Entry = [session: number, line: number, source: string | [source: string, output: string]];

interface Line {
  line: number;
  source: string;
  output: string;
}

export class History {
  private readonly lines: Line[] = [];

  add(line: number, source: string): void {
    this.lines.push({ line, source, output: '' });
  }

  /** Remembers the text of the last result. */
  addOutput(line: number, output: string): void {
    const last = this.lines.at(-1);
    if (last?.line === line) last.output = output;
  }

  /** Answers a `history_request`; only the running session is known. */
  answer(request: Content): Entry[] {
    const withOutput = flagField(request, 'output', false);
    return this.select(request).map(({ line, source, output }) => [
      0,
      line,
      withOutput ? [source, output] : source,
    ]);
  }

  private select(request: Content): Line[] {
    const count = countField(request, 'n', 10);
    if (count === 0) return [];
    switch (optionalText(request, 'hist_access_type') ?? 'tail') {
      case 'range': {
        const start = countField(request, 'start', 1);
        const stop = countField(request, 'stop', Number.POSITIVE_INFINITY);
        return this.lines.filter(({ line }) => line >= start && line < stop);
      }
      case 'search': {
        const pattern = optionalText(request, 'pattern') ?? '*';
        const found = this.lines.filter(({ source }) => matches(pattern, source));
        return (flagField(request, 'unique', false) ? withoutRepeats(found) : found).slice(-count);
      }
      default:
        return this.lines.slice(-count);
    }
  }
}

/**
 * `*` stands for any text, `?` for one character.
 * Goes back to the last `*` alone, for a pattern of many must not keep the kernel from its work.
 */
function matches(glob: string, text: string): boolean {
  let at = 0;
  let star = -1;
  let tried = 0;
  let i = 0;
  while (i < text.length) {
    if (glob[at] === '*') {
      star = at++;
      tried = i;
    } else if (at < glob.length && (glob[at] === '?' || glob[at] === text[i])) {
      at++;
      i++;
    } else if (star >= 0) {
      at = star + 1;
      i = ++tried;
    } else return false;
  }
  return /^\**$/.test(glob.slice(at));
}

function withoutRepeats(lines: Line[]): Line[] {
  return lines.filter(({ source }, i) => lines.findLastIndex((other) => other.source === source) === i);
}
