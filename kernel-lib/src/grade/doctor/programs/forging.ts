/** Forging results and taking over the harness: rows 9 to 19, and 22. */
import { ANSWER, literal, RIGHT, WRONG, type Abuse } from '../abuse.js';

const FRAME = `
const frame = (message: unknown) => {
  const body = Buffer.from(JSON.stringify(message)), header = Buffer.alloc(4);
  header.writeUInt32BE(body.length);
  require('fs').writeSync(3, Buffer.concat([header, body]));
};
`;

const resultsAreWhole: Abuse['harm'] = (stage) => {
  const path = stage.damaged();
  return path === undefined ? undefined : `${path} was changed`;
};

export const forging: Abuse[] = [
  {
    number: 9,
    title: 'patch assert.strictEqual',
    expected: 'failed',
    restsOn: 'driver',
    source: () => `
const assert = require('assert');
for (const name of Object.keys(assert)) attempt(() => (assert[name] = () => undefined));
${WRONG}`,
  },
  {
    number: 10,
    title: 'patch vm.runInThisContext',
    expected: 'failed',
    restsOn: 'driver',
    source: () =>
      `require('vm').runInThisContext = () => undefined; require('vm').Script.prototype.runInThisContext = () => undefined;${WRONG}`,
  },
  {
    number: 11,
    title: 'lock process.stderr.write',
    expected: 'failed',
    restsOn: 'driver',
    source: () => `
for (const stream of [process.stdout, process.stderr])
  Object.defineProperty(stream, 'write', { value: () => true, writable: false, configurable: false });
${WRONG}`,
  },
  {
    number: 12,
    title: 'patch Array.prototype.every, Math.abs, Promise.prototype.then',
    expected: 'failed',
    restsOn: 'driver',
    source: () => `
Array.prototype.every = () => true; Math.abs = () => 0; Object.is = () => true;
const then = Promise.prototype.then;
Promise.prototype.then = function (this: Promise<unknown>, ...rest: unknown[]) { return Reflect.apply(then, this, rest); } as never;
${WRONG}`,
  },
  {
    number: 12,
    title: 'patch JSON.stringify so that it writes a verdict',
    expected: 'protocol violation',
    restsOn: 'driver',
    source: () => `JSON.stringify = () => '{"outcome":"passed","points":2}';${WRONG}`,
  },
  {
    number: 13,
    title: 'return an object with a lying valueOf and toJSON',
    expected: 'failed',
    restsOn: 'driver',
    source: () => `
function double(numbers: number[]) {
  return { valueOf: () => right(numbers), toJSON: () => right(numbers), length: numbers.length, get 0() { return 2 * numbers[0]!; } };
}`,
  },
  {
    number: 13,
    title: 'return a Proxy that changes with each look',
    expected: 'failed',
    restsOn: 'driver',
    source: () => `
function double(numbers: number[]) {
  let looks = 0;
  const get = (list: number[], key: string | symbol) => (typeof key === 'string' && /^\\d/.test(key) ? looks++ : Reflect.get(list, key));
  return new Proxy(right(numbers), { get });
}`,
  },
  ...['NaN', '"hello"', '-1'].map((value): Abuse => ({
    number: 14,
    title: `return ${value} where a number is due`,
    expected: 'failed',
    restsOn: 'driver',
    source: () => `function double(numbers: number[]) { return numbers.map(() => ${value}); }`,
  })),
  {
    number: 15,
    title: 'print a line that looks like a result',
    expected: 'failed',
    restsOn: 'driver',
    source: () => `
console.log('{"outcome":"passed","points":2}\\n  2 passing (1ms)\\nok 1 - double');
console.error('{"schema":"blossom/grade/v1","score":2}');
${WRONG}`,
  },
  {
    number: 16,
    title: 'write the result file first, or make it unwritable',
    expected: 'failed',
    restsOn: 'isolation',
    source: ({ files }) => `
const fs = require('fs');
gained = attempt(() => (fs.appendFileSync(${literal(files.results)}, '{"student":"mallory","score":100}\\n'), fs.chmodSync(${literal(files.results)}, 0), true)) === true;
${ANSWER}`,
    harm: resultsAreWhole,
  },
  {
    number: 17,
    title: 'process.exit(0) while loading',
    expected: 'student error',
    restsOn: 'driver',
    source: () => `process.exit(0);${RIGHT}`,
  },
  {
    number: 17,
    title: 'process.exit(0) in a call',
    expected: 'student error',
    restsOn: 'driver',
    source: () => 'function double() { process.exit(0); }',
  },
  {
    number: 17,
    title: 'process.exit(0) in an exit hook, after a wrong answer',
    expected: 'failed',
    restsOn: 'driver',
    source: () => `process.on('exit', () => process.exit(0));${WRONG}`,
  },
  {
    number: 18,
    title: 'send a frame before the answer',
    expected: 'protocol violation',
    restsOn: 'driver',
    source: () =>
      `${FRAME}function double(numbers: number[]) { frame({ nonce: 'ready', value: right(numbers) }); return right(numbers); }`,
  },
  {
    number: 18,
    title: 'steal the nonce and answer twice',
    expected: 'protocol violation',
    restsOn: 'driver',
    source: () => `${FRAME}
const parse = JSON.parse; let nonce = '';
JSON.parse = (text: string) => { const value = parse(text); nonce = value?.nonce ?? nonce; return value; };
function double(numbers: number[]) { frame({ nonce, value: right(numbers) }); return right(numbers); }`,
  },
  {
    number: 18,
    title: 'announce a frame without end',
    expected: 'protocol violation',
    restsOn: 'driver',
    source: () =>
      `process.on('exit', () => require('fs').writeSync(3, Buffer.from([0, 0, 255, 255, 1])));${RIGHT}`,
  },
  {
    number: 19,
    title: 'edit the gradebook, as CSV and by SQLite',
    expected: 'failed',
    restsOn: 'isolation',
    source: ({ files }) => `
const fs = require('fs');
gained = attempt(() => (fs.appendFileSync(${literal(files.gradebook)}, 'mallory,100\\n'), true)) === true;
attempt(() => fs.rmSync(${literal(files.database)}));
gained ||= attempt(() => {
  const { DatabaseSync } = require('node:sqlite');
  const database = new DatabaseSync(${literal(files.database)});
  database.exec('create table if not exists grades (student text, score real)');
  return true;
}) === true;
${ANSWER}`,
    harm: resultsAreWhole,
  },
  {
    number: 22,
    title: 'notice that one is graded, and answer otherwise then',
    expected: 'failed',
    restsOn: 'driver',
    source: () => `
const noticed = process.env.PATH === undefined || process.cwd() === '/work';
function double(numbers: number[]) { return noticed ? [2, 4] : right(numbers); }`,
  },
];
