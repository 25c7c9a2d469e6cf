/** Denial of service: rows 23 to 32. A program waits or fills only where it counts, in the calls of hidden checks. */
import { ANSWER, literal, RIGHT, WRONG, type Abuse } from '../abuse.js';

/** In a hidden check: its lists are longer than the visible one. */
const hidden = (what: string) => `
function double(numbers: number[]) {
  if (numbers.length === 2) return right(numbers);
  ${what}
  return right(numbers);
}`;

export const denial: Abuse[] = [
  {
    number: 23,
    title: 'a loop without end',
    expected: 'time limit',
    restsOn: 'driver',
    source: () => 'function double() { while (true) {} }',
  },
  {
    number: 24,
    title: 'a promise that never settles while a timer runs',
    expected: 'time limit',
    restsOn: 'driver',
    source: () => 'function double() { return new Promise(() => setInterval(() => {}, 1000)); }',
  },
  {
    number: 24,
    title: 'a loop of microtasks',
    expected: 'time limit',
    restsOn: 'driver',
    source: () => 'async function double() { for (;;) await undefined; }',
  },
  {
    number: 24,
    title: 'a regular expression that backtracks for years',
    expected: 'time limit',
    restsOn: 'driver',
    source: () => "function double() { return /^(a+)+$/.test('a'.repeat(60) + '!') ? [] : []; }",
  },
  {
    number: 25,
    title: 'stop itself with SIGSTOP',
    expected: 'time limit',
    restsOn: 'driver',
    source: () =>
      "function double() { process.kill(process.pid, 'SIGSTOP'); return new Promise(() => setInterval(() => {}, 1000)); }",
  },
  {
    number: 26,
    title: 'a heap bomb',
    expected: 'memory limit',
    restsOn: 'driver',
    task: 'patient',
    source: () => hidden('const all: unknown[] = []; for (;;) all.push(new Array(1e5).fill(all.length));'),
  },
  {
    number: 27,
    title: 'an off-heap bomb of typed arrays',
    expected: 'memory limit',
    restsOn: 'isolation',
    task: 'patient',
    source: () =>
      hidden('const all: Float32Array[] = []; while (all.length < 64) all.push(new Float32Array(2 ** 22));'),
  },
  {
    number: 27,
    title: "an off-heap bomb of WebAssembly's memory",
    expected: 'memory limit',
    restsOn: 'isolation',
    task: 'patient',
    source: () =>
      hidden(
        'for (const all: unknown[] = []; all.length < 16;) all.push(new WebAssembly.Memory({ initial: 1024 }));',
      ),
  },
  {
    number: 28,
    title: 'a fork bomb, and a child in a session of its own',
    expected: 'failed',
    restsOn: 'isolation',
    source: () => `
const { spawn, spawnSync } = require('child_process');
for (let i = 0; i < 4; i++) {
  const child = attempt(() => spawn(process.execPath, ['-e', 'setTimeout(() => {}, 5000)'], { detached: true, stdio: 'ignore' }));
  child?.on('error', () => undefined);
  gained ||= child?.pid !== undefined;
}
gained ||= attempt(() => spawnSync('/bin/sh', ['-c', 'true']).status === 0) === true;
${ANSWER}`,
  },
  {
    number: 29,
    title: 'kill other processes: by number, the parent, all',
    expected: 'failed',
    restsOn: 'isolation',
    // All are killed only in a world of few: elsewhere that somebody can be seen is enough, and the machine stays up.
    source: ({ victim }) => `
gained = attempt(() => process.kill(${victim}, 'SIGKILL')) === true;
if (process.pid < 10 && process.ppid <= 1) {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    attempt(() => process.kill(process.ppid, signal));
    attempt(() => process.kill(-1, signal));
  }
}
${ANSWER}`,
    harm: (stage) => (stage.victimLives() ? undefined : 'a process outside was killed'),
  },
  {
    number: 30,
    title: '200,000 lines, invalid UTF-8, ANSI codes, and a right answer',
    expected: 'passed',
    restsOn: 'driver',
    right: true,
    source: () => `
for (let i = 0; i < 2000; i++) process.stdout.write('line\\u001b[2J\\n'.repeat(100));
process.stdout.write(Buffer.from([0xff, 0xfe, 0xc3, 0x28, 0x1b, 0x5d]));
${RIGHT}`,
  },
  {
    number: 30,
    title: 'output without end',
    expected: 'output limit',
    restsOn: 'driver',
    task: 'patient',
    source: () => hidden("for (;;) process.stdout.write('x'.repeat(65535) + '\\n');"),
  },
  {
    number: 30,
    title: 'one line of 200 MB',
    expected: 'output limit',
    restsOn: 'driver',
    task: 'patient',
    source: () => hidden("for (let i = 0; i < 200; i++) process.stdout.write('x'.repeat(2 ** 20));"),
  },
  {
    number: 31,
    title: 'fill the disk',
    expected: 'failed',
    restsOn: 'isolation',
    source: ({ mark }) => `
const fs = require('fs');
let written = 0;
for (let i = 0; i < 12; i++) attempt(() => { fs.writeFileSync('fill' + i + ${literal(mark)}, Buffer.alloc(8 * 2 ** 20)); written++; });
gained = written === 12;
${ANSWER}`,
  },
  {
    number: 32,
    title: 'a type that takes a type checker long, and a right answer',
    expected: 'passed',
    restsOn: 'driver',
    right: true,
    source: () => `
type Deep<N extends number, A extends unknown[] = []> = A['length'] extends N ? A : Deep<N, [...A, { [K in keyof A]: Deep<9> }]>;
type Wide = { [A in Deep<900>[number] & string as \`\${A}\${A}\`]: Deep<800> };
const hard: Wide | undefined = undefined as Wide | undefined;
void hard;
${RIGHT}`,
  },
  {
    number: 32,
    title: 'a cell that is nested too deep for the parser',
    expected: 'syntax error',
    restsOn: 'driver',
    source: () => `const deep = ${'['.repeat(20_000)}${']'.repeat(20_000)};${WRONG}`,
  },
];
