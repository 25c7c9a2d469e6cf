/** Reading hidden material: rows 1 to 8. */
import { ANSWER, literal, type Abuse } from '../abuse.js';
import { MARK_PLACES } from '../stage.js';

export const reading: Abuse[] = [
  {
    number: 1,
    title: 'read the checks by path, or by ..',
    expected: 'failed',
    restsOn: 'isolation',
    source: ({ files, root }) => `
const fs = require('fs'), path = require('path');
const up = Array.from({ length: 12 }, (_, i) => '../'.repeat(i) + ${literal(root.slice(1))});
for (const file of [${literal(files.check)}, ${literal(files.secret)}, ...up.map((folder) => folder + '/solutions/00-doctor/quick/hidden.js')])
  gained ||= attempt(() => fs.readFileSync(file, 'utf8')) !== undefined;
gained ||= attempt(() => fs.readdirSync(${literal(root)})) !== undefined;
${ANSWER}`,
  },
  {
    number: 2,
    title: 'find the check in the module cache, functions, stack frames or the heap',
    expected: 'failed',
    restsOn: 'driver',
    source: () => SEARCH + ANSWER,
  },
  {
    number: 4,
    title: 'find tokens in the environment, arguments, /proc, process.report',
    expected: 'failed',
    restsOn: 'isolation',
    source: () => `
const fs = require('fs');
const texts = [JSON.stringify(process.env), process.argv.join(), JSON.stringify(process.report.getReport())];
for (const name of attempt(() => fs.readdirSync('/proc')) ?? [])
  for (const file of ['environ', 'cmdline']) texts.push(String(attempt(() => fs.readFileSync('/proc/' + name + '/' + file)) ?? ''));
for (let pid = 1; pid < 100; pid++) texts.push(String(attempt(() => fs.readFileSync('/proc/' + pid + '/environ')) ?? ''));
gained = texts.some((text) => CANARY.test(text));
${ANSWER}`,
  },
  {
    number: 5,
    title: 'read from a descriptor that was left open',
    expected: 'failed',
    restsOn: 'driver',
    source: () => `
const fs = require('fs');
for (let n = 4; n < 1024; n++) {
  const stat = attempt(() => fs.fstatSync(n));
  if (stat?.isFile() || stat?.isDirectory()) gained = true;
}
${ANSWER}`,
  },
  {
    number: 6,
    title: 'throw and print the hidden inputs',
    expected: 'student error',
    restsOn: 'driver',
    source: () => `
function double(numbers: number[]) {
  if (numbers.length === 2) return right(numbers); // The visible case: everybody knows it.
  console.log('leaked ' + JSON.stringify(numbers));
  throw new Error('leaked ' + JSON.stringify(numbers));
}`,
    harm: (_stage, grade) =>
      JSON.stringify(grade).includes('leaked') ? 'hidden inputs stand in the result' : undefined,
  },
  {
    number: 7,
    title: 'import a check file',
    expected: 'student error',
    restsOn: 'isolation',
    source: ({ files }) => `
/// <reference path=${literal(files.check)} />
import stolen from ${literal(files.check)};
gained = String(stolen) !== '';
${ANSWER}`,
    harm: ({ canary }, grade) =>
      JSON.stringify(grade).includes(canary) ? 'the check stands in the result' : undefined,
  },
  {
    number: 8,
    title: 'carry hidden inputs from group to group',
    expected: 'failed',
    restsOn: 'isolation',
    task: 'twice',
    source: ({ mark }) => `
const fs = require('fs');
const places = [require('os').tmpdir(), process.cwd(), ...${JSON.stringify(MARK_PLACES)}];
gained = places.some((folder) => attempt(() => fs.readFileSync(folder + '/' + ${literal(mark)}, 'utf8')) === 'carried')
  || (globalThis as Record<string, unknown>).carried === true;
for (const folder of places) attempt(() => fs.writeFileSync(folder + '/' + ${literal(mark)}, 'carried'));
(globalThis as Record<string, unknown>).carried = true;
${ANSWER}`,
  },
];

/** Everything that is reachable in the process, and its whole heap as text. */
const SEARCH = `
const seen = new Set<unknown>();
const walk = (value: unknown, depth: number): void => {
  if (gained || depth > 6 || value === null || seen.has(value)) return;
  if (typeof value === 'string') gained ||= CANARY.test(value);
  if (typeof value === 'function') gained ||= attempt(() => CANARY.test(Function.prototype.toString.call(value))) === true;
  if (typeof value !== 'object' && typeof value !== 'function') return;
  seen.add(value);
  for (const key of Reflect.ownKeys(value)) attempt(() => walk((value as Record<PropertyKey, unknown>)[key], depth + 1));
};
const frames: NodeJS.CallSite[] = [];
const prepare = Error.prepareStackTrace;
Error.prepareStackTrace = (_error, sites) => void frames.push(...sites);
void new Error().stack;
Error.prepareStackTrace = prepare;
for (const value of [...frames.map((frame) => frame.getFunction()), require.cache, require.main, globalThis, process]) walk(value, 0);
for await (const chunk of require('v8').getHeapSnapshot()) gained ||= CANARY.test(String(chunk));
`;
