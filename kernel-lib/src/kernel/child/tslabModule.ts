/** The module `tslab` in a cell: the helpers that notebooks written for that kernel use. */
import { randomUUID } from 'node:crypto';
import { host } from '../../display/host.js';
import { loadTypeScript } from './tslab.js';

type Content = string | Uint8Array;

/** Shows content of one type; with an id, each call replaces what the one before showed. */
class TslabDisplay {
  private shown = false;

  constructor(private readonly id?: string) {}

  raw(type: string, content: Content): void {
    const data = typeof content === 'string' ? content : Buffer.from(content).toString('base64');
    const options = this.id === undefined ? {} : { id: this.id, update: this.shown };
    this.shown = true;
    host()?.display({ [type]: data }, options);
  }

  javascript = (text: string) => this.raw('text/javascript', text);
  html = (text: string) => this.raw('text/html', text);
  markdown = (text: string) => this.raw('text/markdown', text);
  latex = (text: string) => this.raw('text/latex', text);
  text = (text: string) => this.raw('text/plain', text);
  svg = (text: string) => this.raw('image/svg+xml', text);
  png = (bytes: Uint8Array) => this.raw('image/png', bytes);
  jpeg = (bytes: Uint8Array) => this.raw('image/jpeg', bytes);
  gif = (bytes: Uint8Array) => this.raw('image/gif', bytes);
  pdf = (bytes: Uint8Array) => this.raw('application/pdf', bytes);
}

export function createTslabModule(): Record<string, unknown> {
  return {
    __esModule: true,
    display: new TslabDisplay(),
    newDisplay: () => new TslabDisplay(randomUUID()),
    versions: { tslab: '1.0.22', typescript: loadTypeScript().version, node: process.version },
  };
}
