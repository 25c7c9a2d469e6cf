/**
 * How much one cell may show. A cell that prints without end fills no memory and freezes no front end: past the limit
 * its text is left out, with a notice where that begins, and its last lines when it is over.
 */
import { more } from '../display/inspectText.js';
import type { Output } from './outputs.js';

const MEGABYTE = 1024 * 1024;
/** Characters of text. */
export const MOST_TEXT = 8 * MEGABYTE;
/** Displays and errors, and the characters of all their parts. */
export const MOST_DISPLAYS = 5000;
export const MOST_DISPLAYED = 128 * MEGABYTE;
/** Characters of the end of a text that was left out. */
const END = 4000;

type Stream = Extract<Output, { output_type: 'stream' }>;
type Named = Stream['name'];

export class OutputLimit {
  private texts = 0;
  private displays = 0;
  private displayed = 0;
  private leftLines = 0;
  private leftText = 0;
  private leftDisplays = 0;
  private end = '';
  private name: Named = 'stdout';

  /** @param pass - gets what is shown. */
  constructor(private readonly pass: (output: Output) => void) {}

  add(output: Output): void {
    switch (output.output_type) {
      case 'stream':
        return this.addText(output);
      case 'display_data':
      case 'error':
        return this.addDisplay(output);
      case 'clear_output':
        this.texts = this.displays = this.displayed = 0;
        this.forget();
        return this.pass(output);
      case 'execute_result':
      case 'update_display_data':
        return this.pass(output);
      default:
        return output satisfies never;
    }
  }

  /** The cell is over: says what was left out. */
  finish(): void {
    if (this.leftText > 0) {
      const lines = this.leftLines > 0 ? more(this.leftLines, 'line') : more(this.leftText, 'character');
      this.say(this.name, `… ${lines} left out (${megabytes(this.leftText)}); the end:\n${this.lastLines()}`);
    }
    if (this.leftDisplays > 0) this.say('stdout', `… ${more(this.leftDisplays, 'output')} left out.\n`);
    this.forget();
  }

  /** Whole lines where there are some. */
  private lastLines(): string {
    const end = this.end.slice(-END);
    const start = end.indexOf('\n') + 1;
    return start < end.length ? end.slice(start) : end;
  }

  private forget(): void {
    this.leftText = this.leftLines = this.leftDisplays = 0;
    this.end = '';
  }

  private addText(output: Stream): void {
    const { text, name } = output;
    if (this.texts + text.length <= MOST_TEXT) {
      this.texts += text.length;
      return this.pass(output);
    }
    if (this.texts <= MOST_TEXT) this.refuse(name);
    this.name = name;
    this.leftText += text.length;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.leftLines += 1;
    this.end += text;
    if (this.end.length > 4 * END) this.end = this.end.slice(-END);
  }

  private refuse(name: Named): void {
    this.texts = Infinity;
    this.say(
      name,
      `\n… this cell has printed ${megabytes(MOST_TEXT)}: what follows is left out, and its end is shown when the cell ` +
        'is over. Write so much to a file instead.\n',
    );
  }

  private addDisplay(output: Exclude<Output, Stream>): void {
    this.displays += 1;
    this.displayed += 'data' in output ? sizeOf(output.data) : 0;
    if (this.displays <= MOST_DISPLAYS && this.displayed <= MOST_DISPLAYED) return this.pass(output);
    this.leftDisplays += 1;
    if (this.leftDisplays > 1) return;
    this.say(
      'stdout',
      `… this cell has shown ${MOST_DISPLAYS} outputs or ${megabytes(MOST_DISPLAYED)}: further ones are left out. ` +
        'Update one output in place instead.\n',
    );
  }

  private say(name: Named, text: string): void {
    this.pass({ output_type: 'stream', name, text });
  }
}

function megabytes(length: number): string {
  return length < MEGABYTE ? `${Math.ceil(length / 1024)} KB` : `${Math.round(length / MEGABYTE)} MB`;
}

/** Of the parts that are text; others are small. */
function sizeOf(data: Record<string, unknown>): number {
  return Object.values(data).reduce<number>(
    (sum, part) => sum + (typeof part === 'string' ? part.length : 0),
    0,
  );
}
