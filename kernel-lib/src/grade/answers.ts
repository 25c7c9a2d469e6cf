/** From the text of a runner's frame to an answer: each part is checked, nothing is believed. */
import { decode, WireError } from './values.js';

export type Answer =
  | { kind: 'value'; value: unknown; arguments?: unknown[] }
  | { kind: 'error'; name: string; message: string; at?: [line: number, column: number] }
  | { kind: 'time limit'; seconds: number }
  /** `how`: the exit code or the signal. */
  | { kind: 'process ended'; how: string };

/** Control characters, which could repaint a terminal, as the replacement character; line ends and tabs stay. */
export const printableText = (text: string) =>
  text.replace(/\r\n?/g, '\n').replace(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/g, '\uFFFD');

/** Throws a WireError that names the rule which the frame breaks. */
export function readAnswer(text: string, nonce: string): Answer {
  const frame = parseFrame(text);
  if (frame['nonce'] !== nonce) throw new WireError('an answer to another question');
  const keys = Object.keys(frame).sort().join();
  if (keys === 'error,nonce') return readError(frame['error']);
  if (keys !== 'nonce,value' && keys !== 'arguments,nonce,value')
    throw new WireError('a frame with other fields');
  const value = decode(frame['value']);
  if (keys === 'nonce,value') return { kind: 'value', value };
  const args = decode(frame['arguments']);
  if (!Array.isArray(args)) throw new WireError('arguments that are no list');
  return { kind: 'value', value, arguments: args as unknown[] };
}

function parseFrame(text: string): Record<string, unknown> {
  let frame: unknown;
  try {
    frame = JSON.parse(text);
  } catch {
    throw new WireError('a frame that is no JSON'); // What JSON.parse says would quote the frame.
  }
  if (typeof frame !== 'object' || frame === null || Array.isArray(frame))
    throw new WireError('a frame of no fields');
  return frame as Record<string, unknown>;
}

function readError(error: unknown): Answer {
  if (typeof error !== 'object' || error === null) throw new WireError('an error that is no record');
  const { name, message, at, ...rest } = error as Record<string, unknown>;
  const isPosition =
    Array.isArray(at) && at.length === 2 && at.every((n) => Number.isSafeInteger(n) && n > 0);
  if (typeof name !== 'string' || typeof message !== 'string' || Object.keys(rest).length > 0) {
    throw new WireError('an error without name and message');
  }
  if (at !== undefined && !isPosition) throw new WireError('an error at no position');
  const shown = { name: printableText(name).slice(0, 100), message: printableText(message).slice(0, 2000) };
  return { kind: 'error', ...shown, ...(isPosition ? { at: at as [number, number] } : {}) };
}
