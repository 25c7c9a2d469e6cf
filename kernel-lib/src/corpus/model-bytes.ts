/** Small trained models in a file: one line of JSON, then little-endian 32-bit floats. */
import { UserError } from '../errors.js';

const LONGEST_HEADER = 1_000_000;

/** @param kind - what it is, for example `classifier`. */
export function modelBytes(kind: string, header: object, values: Float32Array): Uint8Array {
  const line = Buffer.from(`${JSON.stringify({ kind, version: 1, values: values.length, ...header })}\n`);
  const bytes = Buffer.alloc(line.length + 4 * values.length);
  line.copy(bytes);
  for (let i = 0; i < values.length; i++) bytes.writeFloatLE(values[i]!, line.length + 4 * i);
  return bytes;
}

/** Throws a UserError that names `where` for bytes that `modelBytes` did not write, or not of this kind. */
export function readModel<Header>(
  given: Uint8Array,
  kind: string,
  where: string,
): { header: Header; values: Float32Array } {
  const bytes = Buffer.from(given.buffer, given.byteOffset, given.length);
  const end = bytes.subarray(0, LONGEST_HEADER).indexOf(0x0a);
  const found = parsed(bytes.toString('utf8', 0, Math.max(0, end)));
  const { kind: is, version, values: count, ...header } = found ?? {};
  if (is !== kind || version !== 1 || bytes.length !== end + 1 + 4 * Number(count)) {
    throw new UserError(`Cannot read a ${kind} from ${where}: it is cut or something else; save it again.`);
  }
  const values = Float32Array.from({ length: Number(count) }, (_, i) => bytes.readFloatLE(end + 1 + 4 * i));
  return { header: header as Header, values };
}

function parsed(line: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(line);
  } catch {
    // Not JSON: then it is not ours, as the caller says.
    return undefined;
  }
}
