/** Which reader a file needs: by its name, and where the name says nothing, by its first bytes. */
import { extname } from 'node:path';

export type Format = 'text' | 'fortunes' | 'html' | 'jsonl' | 'warc' | 'parquet';

const byExtension: Readonly<Record<string, Format>> = {
  '.txt': 'text',
  '.text': 'text',
  '.md': 'text',
  '.markdown': 'text',
  '.html': 'html',
  '.htm': 'html',
  '.xhtml': 'html',
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
  '.warc': 'warc',
  '.wet': 'warc',
  '.parquet': 'parquet',
};

/** What a file's name says: its format, and whether it is compressed. `other` is a name that says something else. */
export function formatOfName(name: string): { format: Format | 'unknown' | 'other'; gzip: boolean } {
  const lower = name.toLowerCase();
  const gzip = lower.endsWith('.gz');
  const inner = gzip ? lower.slice(0, -'.gz'.length) : lower;
  const extension = extname(inner);
  const format = byExtension[extension] ?? (extension === '' ? 'unknown' : 'other');
  return { format, gzip };
}

/** The media type of a whole file of this name. */
export function mediaTypeOfName(name: string): string {
  const inner = name.toLowerCase().replace(/\.gz$/, '');
  if (inner.endsWith('.md') || inner.endsWith('.markdown')) return 'text/markdown';
  if (inner.endsWith('.xhtml')) return 'application/xhtml+xml';
  return inner.endsWith('.html') || inner.endsWith('.htm') ? 'text/html' : 'text/plain';
}
