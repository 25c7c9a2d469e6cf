/** A file that is one document. */
import type { Found } from './found.js';
import type { Reading } from './problems.js';
import type { ByteWindow } from './window.js';

export async function* readWhole(
  window: ByteWindow,
  reading: Reading,
  mediaType: string,
): AsyncGenerator<Found> {
  const most = reading.limits.documentBytes;
  if (await window.fill(most + 1)) {
    reading.problem('too-long', 0, `The file has more than ${most} bytes, which is the limit.`);
    return;
  }
  if (window.available > 0) yield { origin: { offset: 0 }, mediaType, body: window.take(window.available) };
}
