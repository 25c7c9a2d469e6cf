/** Text that came over the child's file descriptors 1 and 2, cut at the marks that end each cell. */
import { StringDecoder } from 'node:string_decoder';
import type { Readable } from 'node:stream';
import { fatalReport } from './death.js';

export class NativeText {
  /** The end of what V8 said when the process broke down; not shown as output. */
  lastWords = '';
  private readonly decoder = new StringDecoder('utf8');
  private readonly mark: RegExp;
  private isClosed = false;
  private held = '';
  private readonly reached = new Set<string>();
  private readonly waiting = new Map<string, () => void>();
  /** Frames have come as far as the mark of this number. */
  private released = 0;
  private isHeld = false;

  /** @param onText - called with text as it comes, without the marks. */
  constructor(
    stream: Readable,
    private readonly token: string,
    private readonly onText: (text: string) => void,
  ) {
    this.mark = new RegExp(`\u0000${token}:(m?\\d+)\u0000`);
    stream.on('data', (chunk: Buffer) => this.take(chunk.toString('latin1')));
    stream.on('close', () => this.finish());
  }

  /** Settles when all that the cell wrote has been passed on, or the stream is closed. */
  endOf(cell: number | `m${number}`): Promise<void> {
    if (this.reached.delete(String(cell)) || this.isClosed) return Promise.resolve();
    return new Promise((resolve) => this.waiting.set(String(cell), resolve));
  }

  /** All frames before that mark have been passed on: the text behind it may be, too. */
  release(mark: number): void {
    this.released = mark;
    this.isHeld = false;
    this.take('');
  }

  /** @param bytes - as characters, one each: a mark may stand inside of a character of the text. */
  private take(bytes: string): void {
    this.held += bytes;
    if (this.isHeld) return;
    for (let found = this.mark.exec(this.held); found !== null; found = this.mark.exec(this.held)) {
      const [whole, end = ''] = found;
      this.pass(this.held.slice(0, found.index));
      this.held = this.held.slice(found.index + whole.length);
      this.reach(end);
      if (end.startsWith('m') && Number(end.slice(1)) > this.released) {
        this.isHeld = true;
        return;
      }
    }
    // The beginning of a mark may have come without its end.
    const start = this.held.lastIndexOf('\u0000');
    const mayGoOn = start >= 0 && this.held.length - start < this.token.length + 20;
    this.pass(this.held.slice(0, mayGoOn ? start : this.held.length));
    this.held = mayGoOn ? this.held.slice(start) : '';
  }

  private pass(bytes: string): void {
    if (bytes !== '') this.show(this.decoder.write(Buffer.from(bytes, 'latin1')));
  }

  private show(text: string): void {
    if (this.lastWords !== '') {
      this.lastWords = (this.lastWords + text).slice(-10_000);
      return;
    }
    const report = fatalReport.exec(text);
    if (report !== null) this.lastWords = text.slice(report.index);
    const shown = report === null ? text : text.slice(0, report.index);
    if (shown !== '') this.onText(shown);
  }

  private reach(end: string): void {
    const resolve = this.waiting.get(end);
    this.waiting.delete(end);
    if (resolve !== undefined) resolve();
    else this.reached.add(end);
  }

  private finish(): void {
    this.isClosed = true;
    // Frames with the marks that are left have been lost with the process.
    this.release(Infinity);
    this.pass(this.held);
    this.show(this.decoder.end());
    this.held = '';
    for (const resolve of this.waiting.values()) resolve();
    this.waiting.clear();
  }
}
