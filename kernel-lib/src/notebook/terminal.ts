/** Shows a running notebook in a terminal: text, code, outputs; progress in place, or now and then in a log file. */
import type { Output } from '../kernel/outputs.js';
import { onlyColours, stripAnsi } from './ansi.js';
import type { Cell } from './format.js';
import { LiveRegion } from './live-region.js';
import { markdownText, paint } from './terminal-markdown.js';

export interface TerminalStream {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
  rows?: number;
}

export interface TerminalOptions {
  /** Colours; unless told, where the stream is a terminal and NO_COLOR is not set. */
  colour?: boolean;
  /** Rewrite progress in place; unless told, where the stream is a terminal. */
  live?: boolean;
  /** Milliseconds, for tests. */
  now?: () => number;
}

/** What `runNotebook` calls; `end` after it. */
export interface TerminalView {
  onCell(cell: Cell): void;
  onOutput(output: Output): void;
  end(): void;
}

/** Lines of a text so long that nobody reads them. */
const MOST_WIDTH = 100;

export function terminalView(stream: TerminalStream, options: TerminalOptions = {}): TerminalView {
  const live = options.live ?? stream.isTTY === true;
  const colour = options.colour ?? (stream.isTTY === true && (process.env['NO_COLOR'] ?? '') === '');
  const style = paint(colour);
  const width = Math.min(MOST_WIDTH, stream.columns ?? 80);
  const clean = colour ? onlyColours : (text: string) => onlyColours(stripAnsi(text));
  const region = new LiveRegion(stream, { live, now: options.now ?? Date.now });

  const show = (output: Output): void => {
    switch (output.output_type) {
      case 'stream':
        return region.print(clean(output.text));
      case 'execute_result':
        return region.print(ended(clean(textOf(output.data, width, colour))));
      case 'display_data':
      case 'update_display_data': {
        const text = ended(clean(textOf(output.data, width, colour)));
        const id = output.transient?.display_id;
        if (id === undefined) return region.print(text);
        return region.show(id, text);
      }
      case 'error': {
        const lines = output.traceback.length > 0 ? output.traceback : [`${output.ename}: ${output.evalue}`];
        return region.print(ended(colour ? style.error(clean(lines.join('\n'))) : clean(lines.join('\n'))));
      }
      case 'clear_output':
        return region.clear();
      default:
        return output satisfies never;
    }
  };

  return {
    onCell(cell) {
      region.commit();
      if (cell.source.trim() === '') return;
      if (cell.cell_type === 'markdown') stream.write(`\n${markdownText(cell.source, width, style)}\n`);
      if (cell.cell_type === 'code') stream.write(`\n${codeText(clean(cell.source), style.dim)}\n`);
    },
    onOutput: show,
    end: () => region.commit(),
  };
}

const codeText = (source: string, dim: (text: string) => string) =>
  source
    .split('\n')
    .map((line) => dim(`  │ ${line}`.trimEnd()))
    .join('\n');

const ended = (text: string) => (text === '' || text.endsWith('\n') ? text : `${text}\n`);

/** The bundle's text; of a bundle without any, what it would have shown. */
function textOf(data: Record<string, unknown>, width: number, colour: boolean): string {
  const plain = data['text/plain'];
  if (typeof plain === 'string') return plain;
  const markdown = data['text/markdown'];
  if (typeof markdown === 'string') return markdownText(markdown, width, paint(colour));
  const types = Object.keys(data).filter((type) => !type.startsWith('application/vnd.blossom.'));
  return types.length === 0 ? '' : `[${types.join(', ')}: see the page that --html writes]`;
}
