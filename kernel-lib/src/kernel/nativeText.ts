/** Text that came over the child's file descriptors 1 and 2, cut at the marks that end each cell. */
import { StringDecoder } from 'node:string_decoder';
import type { Readable } from 'node:stream';
import { fatalReport } from './death.js';

export class NativeText {
  /** The end of what V8 said when the process broke down; not shown as output. */
  lastWords = '';
  private readonly decoder = new StringDecoder('utf8');
  private held = '';
  private readonly reached = new Set<number>();
  private readonly waiting = new Map<number, () => void>();

  /** @param onText - called with text as it comes, without the marks. */
  constructor(
    stream: Readable,
    private readonly token: string,
    private readonly onText: (text: string) => void,
  ) {
    stream.on('data', (chunk: Buffer) => this.take(this.decoder.write(chunk)));
    stream.on('close', () => this.finish());
  }

  /** Settles when all that the cell wrote has been passed on, or the stream is closed. */
  endOf(cell: number): Promise<void> {
    if (this.reached.delete(cell)) return Promise.resolve();
    return new Promise((resolve) => this.waiting.set(cell, resolve));
  }

  private take(text: string): void {
    this.held += text;
    const mark = new RegExp(`\u0000${this.token}:(\\d+)\u0000`);
    for (let found = mark.exec(this.held); found !== null; found = mark.exec(this.held)) {
      this.pass(this.held.slice(0, found.index));
      this.held = this.held.slice(found.index + found[0].length);
      this.reach(Number(found[1]));
    }
    // The beginning of a mark may have come without its end.
    const start = this.held.lastIndexOf('\u0000');
    const mayGoOn = start >= 0 && this.held.length - start < this.token.length + 20;
    this.pass(this.held.slice(0, mayGoOn ? start : this.held.length));
    this.held = mayGoOn ? this.held.slice(start) : '';
  }

  private pass(text: string): void {
    if (this.lastWords !== '') {
      this.lastWords = (this.lastWords + text).slice(-10_000);
      return;
    }
    const report = fatalReport.exec(text);
    if (report !== null) this.lastWords = text.slice(report.index);
    const shown = report === null ? text : text.slice(0, report.index);
    if (shown !== '') this.onText(shown);
  }

  private reach(cell: number): void {
    const resolve = this.waiting.get(cell);
    this.waiting.delete(cell);
    if (resolve !== undefined) resolve();
    else this.reached.add(cell);
  }

  private finish(): void {
    this.pass(this.held + this.decoder.end());
    this.held = '';
    for (const resolve of this.waiting.values()) resolve();
    this.waiting.clear();
  }
}
