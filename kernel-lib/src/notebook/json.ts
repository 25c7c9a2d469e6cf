/** JSON of notebook files: read with a helpful error, written in one order only. */
import { UserError } from '../errors.js';

/** @param path - names the file in the message of a UserError. */
export function parseJson(text: string, path: string): unknown {
  const trimmed = text.trim();
  if (trimmed === '') throw new UserError(`${path} is empty; bring the file back from a copy.`);
  try {
    return JSON.parse(trimmed) as unknown;
  } catch (thrown) {
    if (!trimmed.startsWith('{')) {
      throw new UserError(`${path} is no notebook: it does not begin with "{"; name an .ipynb file.`, 1, {
        cause: thrown,
      });
    }
    const cut = !trimmed.endsWith('}');
    const merge = /^(<{7}|>{7}) /m.test(trimmed);
    const what = merge
      ? 'it has merge markers (<<<<<<<)'
      : cut
        ? 'it ends in the middle'
        : 'its JSON is damaged';
    throw new UserError(`${path} cannot be read: ${what}; bring the file back from a copy.`, 1, {
      cause: thrown,
    });
  }
}

/**
 * JSON with sorted keys and an indent of one space, as Python's `json.dumps(sort_keys=True, indent=1)`.
 * (`JSON.stringify` puts keys such as "10" before all others.) What JSON cannot hold becomes null.
 */
export function stableJson(value: unknown, indent = ''): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  const inner = indent + ' ';
  if (Array.isArray(value)) {
    return bracketed(
      '[',
      value.map((item) => stableJson(item, inner)),
      ']',
      indent,
    );
  }
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  const items = entries.map(([key, item]) => `${JSON.stringify(key)}: ${stableJson(item, inner)}`);
  return bracketed('{', items, '}', indent);
}

function bracketed(open: string, items: string[], close: string, indent: string): string {
  if (items.length === 0) return open + close;
  return `${open}\n${indent} ${items.join(`,\n${indent} `)}\n${indent}${close}`;
}
