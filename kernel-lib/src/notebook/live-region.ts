/** The last lines of a terminal, in which displays that change are drawn again in place. */
import { shownColumns } from './terminal-markdown.js';
import type { TerminalStream } from './terminal.js';

/** In a log file an update is written no more often than this, and the first state only when it is this old. */
const LOG_EVERY_MS = 10_000;
const FIRST_AFTER_MS = 1000;

interface Display {
  text: string;
  /** When it was last written to a log; before that, when it came. */
  since: number;
  /** Whether a log has any state of it, and whether it has this one. */
  begun: boolean;
  current: boolean;
}

/**
 * On a terminal the displays of a cell stand below its other output, and an update draws them again.
 * In a log a state is written after a second or before other output, then one at most every ten seconds, and the last
 * one when the cell ends: a chart that is drawn at once is written once.
 */
export class LiveRegion {
  private readonly displays = new Map<string, Display>();
  /** Rows on the screen that the displays take now. */
  private rows = 0;
  /** A line without its end, which waits because displays stand below it. */
  private tail = '';
  private atLineStart = true;

  constructor(
    private readonly stream: TerminalStream,
    private readonly options: { live: boolean; now: () => number },
  ) {}

  /** Writes text that stays, above the displays. */
  print(text: string): void {
    if (!this.options.live || this.displays.size === 0) {
      this.writeStates(({ begun }) => !begun);
      this.stream.write(text);
      if (text !== '') this.atLineStart = text.endsWith('\n');
      return;
    }
    const whole = this.tail + text;
    const end = whole.lastIndexOf('\n') + 1;
    this.tail = whole.slice(end);
    if (end > 0) this.draw(whole.slice(0, end));
  }

  /** @param text - ends with a line end. */
  show(id: string, text: string): void {
    const known = this.displays.get(id);
    if (known?.text === text) return;
    const now = this.options.now();
    if (this.options.live) {
      this.displays.set(id, { text, since: now, begun: true, current: true });
      this.draw('');
      return;
    }
    const { since, begun } = known ?? { since: now, begun: false };
    this.displays.set(id, { text, since, begun, current: false });
    const patience = begun ? LOG_EVERY_MS : FIRST_AFTER_MS;
    this.writeStates((display) => display === this.displays.get(id) && now - since >= patience);
  }

  /** What the cell has shown is no longer valid: on a terminal the displays go. */
  clear(): void {
    this.displays.clear();
    if (this.options.live) this.draw('');
  }

  /** The cell has ended: everything stays as it is now. */
  commit(): void {
    this.writeStates(({ current }) => !current);
    this.displays.clear();
    this.rows = 0;
    if (this.tail !== '') this.stream.write(`${this.tail}\n`);
    this.tail = '';
  }

  /** In a log: the states that are chosen, in the order in which their displays came. */
  private writeStates(isChosen: (display: Display) => boolean): void {
    if (this.options.live) return;
    for (const display of this.displays.values()) {
      if (!isChosen(display)) continue;
      this.stream.write(display.text);
      Object.assign(display, { since: this.options.now(), begun: true, current: true });
    }
  }

  private draw(above: string): void {
    const start = this.rows === 0 && !this.atLineStart ? '\n' : '';
    this.atLineStart = true;
    const up = this.rows > 0 ? `\x1b[${this.rows}A\r\x1b[0J` : '';
    const lines = [...this.displays.values()].flatMap(({ text }) => text.replace(/\n$/, '').split('\n'));
    const kept = this.displays.size === 0 ? [] : this.fitting(lines);
    this.stream.write(start + up + above + kept.map((line) => `${line}\n`).join(''));
    this.rows = kept.reduce((sum, line) => sum + this.rowsOf(line), 0);
  }

  /** The cursor cannot go above the screen, so only the last lines that fit are drawn. */
  private fitting(lines: string[]): string[] {
    let free = (this.stream.rows ?? 24) - 1;
    let first = lines.length;
    while (first > 0 && free >= this.rowsOf(lines[first - 1]!)) free -= this.rowsOf(lines[--first]!);
    return lines.slice(first);
  }

  private rowsOf(line: string): number {
    return Math.max(1, Math.ceil(shownColumns(line) / (this.stream.columns ?? 80)));
  }
}
