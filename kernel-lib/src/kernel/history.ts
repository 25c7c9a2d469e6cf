/** The cells that ran since the kernel started, for front ends that ask. */

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
  answer(request: Record<string, unknown>): Entry[] {
    const withOutput = request['output'] === true;
    return this.select(request).map(({ line, source, output }) => [
      0,
      line,
      withOutput ? [source, output] : source,
    ]);
  }

  private select(request: Record<string, unknown>): Line[] {
    const count = numberOr(request['n'], 10);
    switch (request['hist_access_type']) {
      case 'range': {
        const start = numberOr(request['start'], 1);
        const stop = numberOr(request['stop'], Number.POSITIVE_INFINITY);
        return this.lines.filter(({ line }) => line >= start && line < stop);
      }
      case 'search': {
        const pattern = globPattern(String(request['pattern'] ?? '*'));
        const found = this.lines.filter(({ source }) => pattern.test(source));
        return (request['unique'] === true ? withoutRepeats(found) : found).slice(-count);
      }
      default:
        return this.lines.slice(-count);
    }
  }
}

function numberOr(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}

/** `*` stands for any text, `?` for one character. */
function globPattern(glob: string): RegExp {
  const escaped = glob.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '[^]*').replaceAll('?', '[^]')}$`);
}

function withoutRepeats(lines: Line[]): Line[] {
  return lines.filter(({ source }, i) => lines.findLastIndex((other) => other.source === source) === i);
}
