/** The module `tslab` in a cell: the helpers that notebooks written for that kernel use. */
import { randomUUID } from 'node:crypto';
import ts from 'typescript';
import { host } from '../../display/host.js';

/** Shows content of one type; with an id, each call replaces what the one before showed. */
class TslabDisplay {
  private shown = false;

  constructor(private readonly id?: string) {}

  javascript(text: string): void {
    this.raw('text/javascript', text);
  }

  html(text: string): void {
    this.raw('text/html', text);
  }

  markdown(text: string): void {
    this.raw('text/markdown', text);
  }

  latex(text: string): void {
    this.raw('text/latex', text);
  }

  svg(text: string): void {
    this.raw('image/svg+xml', text);
  }

  png(bytes: Uint8Array): void {
    this.raw('image/png', bytes);
  }

  jpeg(bytes: Uint8Array): void {
    this.raw('image/jpeg', bytes);
  }

  gif(bytes: Uint8Array): void {
    this.raw('image/gif', bytes);
  }

  pdf(bytes: Uint8Array): void {
    this.raw('application/pdf', bytes);
  }

  text(text: string): void {
    this.raw('text/plain', text);
  }

  /** Bytes become base64 on their way; anything else goes as it is, as in tslab. */
  raw(type: string, content: unknown): void {
    const options = this.id === undefined ? {} : { id: this.id, update: this.shown };
    host()?.display({ [type]: content }, options);
    this.shown = true;
  }
}

/** Shows content in the cell. */
export const display = new TslabDisplay();

/** A display of its own: each call replaces what the one before showed. */
export const newDisplay = () => new TslabDisplay(randomUUID());

/** Of tslab, whose helpers these are, of TypeScript and of Node. */
export const versions = { tslab: '1.0.22', typescript: ts.version, node: process.version };

export type { TslabDisplay as Display };
