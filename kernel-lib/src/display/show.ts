/** Showing values through the host of the cell, or as text where there is none. */
import { BUNDLE, host, type Displayable, type DisplayOptions, type MimeBundle } from './host.js';
import { inspectText } from './inspectText.js';
import { valueBundle } from './values.js';

/** Something to look at. As the last value of a cell it shows itself; anywhere else call `.show()`. */
export class View implements Displayable {
  /** @param makeBundle - draws it; called each time that it is shown. */
  constructor(private readonly makeBundle: () => MimeBundle) {}

  [BUNDLE](): MimeBundle {
    return this.makeBundle();
  }

  show(): void {
    display(this);
  }

  /** The plain text, as a terminal shows it. */
  toString(): string {
    return String(this.makeBundle()['text/plain']);
  }
}

/** The bundle of any value: its own, or how its kind is shown; a string as it is. */
export function bundleOf(value: unknown): MimeBundle {
  const bundle = typeof value === 'string' ? { 'text/plain': value } : valueBundle(value);
  return bundle instanceof Promise ? { 'text/plain': inspectText(value) } : bundle;
}

/** Shows a value at once, wherever the call stands in the cell. */
export function display(value: unknown, options?: DisplayOptions): void {
  const bundle = typeof value === 'string' ? { 'text/plain': value } : valueBundle(value);
  // Numbers on a graphics card, or a display method that waits: shown when they have come.
  if (bundle instanceof Promise) void bundle.then((come) => show(come, options));
  else show(bundle, options);
}

function show(bundle: MimeBundle, options: DisplayOptions | undefined): void {
  const target = host();
  if (target !== undefined) target.display(bundle, options);
  else process.stdout.write(`${String(bundle['text/plain'] ?? '')}\n`);
}

/**
 * Clears what the cell has shown so far; nothing happens in a plain terminal.
 * @param wait - keep it until something new comes, which avoids flicker.
 */
export function clearOutput(wait = false): void {
  host()?.clear(wait);
}

let lastId = 0;

/** A name for an output that will be replaced: not used before, also not by another process on the same notebook. */
export function newDisplayId(kind: string): string {
  lastId += 1;
  return `${kind}-${process.pid.toString(36)}-${Date.now().toString(36)}-${lastId}`;
}
