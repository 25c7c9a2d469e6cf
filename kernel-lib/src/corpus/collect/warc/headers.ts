/** Header blocks of WARC and HTTP: `Name: value` lines, names without case, folded lines joined. */

export type Headers = ReadonlyMap<string, string>;

/** @param block - the lines below the first one. Lines without a colon are left out; of equal names the first counts. */
export function headersOf(block: string): Headers {
  const headers = new Map<string, string>();
  let last = '';
  for (const line of block.split('\n')) {
    if (line.startsWith(' ') || line.startsWith('\t')) {
      if (last !== '') headers.set(last, `${headers.get(last)} ${line.trim()}`);
      continue;
    }
    const colon = line.indexOf(':');
    if (colon <= 0) continue;
    last = line.slice(0, colon).trimEnd().toLowerCase();
    if (!headers.has(last)) headers.set(last, line.slice(colon + 1).trim());
  }
  return headers;
}

/** `text/html; charset="gb2312"` in its parts, both in lower case. */
export function mediaTypeOf(contentType: string | undefined): { mediaType: string; charset?: string } {
  const [type = '', ...parameters] = (contentType ?? '').split(';');
  const charset = parameters
    .map((parameter) => parameter.trim())
    .find((parameter) => parameter.toLowerCase().startsWith('charset='))
    ?.slice('charset='.length)
    .replaceAll(/["']/g, '')
    .trim()
    .toLowerCase();
  const mediaType = type.trim().toLowerCase();
  return charset ? { mediaType, charset } : { mediaType };
}
