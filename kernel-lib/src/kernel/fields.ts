/** The fields of a request, as the protocol defines them. Whoever sends another type is told so. */
import { messageOf } from '../errors.js';

export type Content = Record<string, unknown>;

/** A request whose fields are not what the protocol says; it is answered with this error. */
export class BadRequest extends Error {
  override readonly name = 'BadRequest';
}

export function textField(content: Content, name: string): string {
  const value = content[name];
  if (typeof value === 'string') return value;
  throw wrong(name, 'text', value);
}

export function optionalText(content: Content, name: string): string | undefined {
  return isAbsent(content[name]) ? undefined : textField(content, name);
}

/** A whole number from 0; `otherwise` where there is none. */
export function countField(content: Content, name: string, otherwise: number): number {
  const value = content[name];
  if (isAbsent(value)) return otherwise;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  throw wrong(name, 'a whole number from 0', value);
}

export function flagField(content: Content, name: string, otherwise: boolean): boolean {
  const value = content[name];
  if (isAbsent(value)) return otherwise;
  if (typeof value === 'boolean') return value;
  throw wrong(name, 'true or false', value);
}

/** An object; an empty one where there is none. */
export function objectField(content: Content, name: string): Content {
  const value = content[name];
  if (isAbsent(value)) return {};
  if (typeof value === 'object' && !Array.isArray(value)) return value as Content;
  throw wrong(name, 'an object', value);
}

/** An object whose values are text. */
export function textsField(content: Content, name: string): Record<string, string> {
  const given = objectField(content, name);
  const bad = Object.keys(given).find((key) => typeof given[key] !== 'string');
  if (bad !== undefined) throw wrong(`${name}.${bad}`, 'text', given[bad]);
  return given as Record<string, string>;
}

/** Python clients send `null` for what they do not set. */
function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

function wrong(name: string, expected: string, value: unknown): BadRequest {
  const got = value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 100);
  return new BadRequest(`${name}: expected ${expected}, got ${got}.`);
}

/** What a request that failed is answered with. */
export function refusal(thrown: unknown): { ename: string; evalue: string; traceback: string[] } {
  const ename = thrown instanceof BadRequest ? thrown.name : 'KernelError';
  const evalue = messageOf(thrown);
  return { ename, evalue, traceback: [`${ename}: ${evalue}`] };
}
