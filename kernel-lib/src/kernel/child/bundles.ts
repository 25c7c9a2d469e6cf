/** A bundle as it goes over the wire: bytes as base64, nothing that JSON cannot carry, nothing too large to be shown. */
import { inspectText } from '../../display/inspectText.js';
import type { MimeBundle } from '../../display/host.js';
import { stringify } from '../json.js';

/** Characters of all parts together: what a front end can still take. */
const MOST = 64 * 1024 * 1024;
const megabytes = (size: number) => `${Math.ceil(size / 1024 / 1024)} MB`;

export function wireBundle(bundle: unknown): MimeBundle {
  if (typeof bundle !== 'object' || bundle === null) return { 'text/plain': inspectText(bundle) };
  const parts = Object.entries(bundle).filter(([, content]) => content !== undefined && content !== null);
  const data = Object.fromEntries(parts.map(([type, content]) => [type, wireContent(type, content)]));
  const size = Object.values(data).reduce<number>((sum, content) => sum + sizeOf(content), 0);
  if (size <= MOST) return data;
  const types = Object.keys(data).join(', ');
  const notice = `… an output of ${megabytes(size)} (${types}) was left out: a notebook takes ${megabytes(MOST)}. Write it to a file instead.`;
  return { 'text/plain': notice };
}

const isJson = (type: string) => type === 'application/json' || type.endsWith('+json');

function wireContent(type: string, content: unknown): unknown {
  if (content instanceof ArrayBuffer) return Buffer.from(content).toString('base64');
  if (ArrayBuffer.isView(content) && !isJson(type)) {
    return Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString('base64');
  }
  // Some types carry an array of lines, some front ends' own types an object.
  return typeof content === 'string' || typeof content === 'object' || isJson(type)
    ? content
    : String(content);
}

function sizeOf(content: unknown): number {
  if (typeof content === 'string') return content.length;
  return stringify(content)?.length ?? 0;
}
