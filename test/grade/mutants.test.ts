/** Mutants are small mistakes in an answer; what the checks miss is told, and a loop without end ends. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { mutantsOf } from 'kernel-lib/dist/grade/mutants/generate.js';
import { Trials } from 'kernel-lib/dist/grade/mutants/trials.js';
import { huntMutants, placesOf } from 'kernel-lib/dist/grade/validate.js';
import { makeCourse, MEAN_HIDDEN } from './course.js';

/** The answers of all mutants of a function with this body. */
const changed = (body: string) =>
  mutantsOf(
    `function f(a: number, b: number, xs: number[]) {\n// BEGIN SOLUTION\n${body}\n// END SOLUTION\n}`,
  ).map(({ source }) => source.split('\n')[2]);

describe('mutants', function () {
  this.timeout(120_000);

  it('change comparisons, arithmetic, logic, constants and conditions', () => {
    const all = changed('return a < b && xs[0] === 3 ? a + b : -a;');
    for (const wanted of [
      'return a <= b && xs[0] === 3 ? a + b : -a;',
      'return a > b && xs[0] === 3 ? a + b : -a;',
      'return a < b || xs[0] === 3 ? a + b : -a;',
      'return a < b && xs[1] === 3 ? a + b : -a;',
      'return a < b && xs[0] !== 3 ? a + b : -a;',
      'return a < b && xs[0] === 4 ? a + b : -a;',
      'return !(a < b && xs[0] === 3) ? a + b : -a;',
      'return a < b && xs[0] === 3 ? a - b : -a;',
      'return a < b && xs[0] === 3 ? a + b : a;',
      'return (a + b);',
    ]) {
      assert.ok(all.includes(wanted), `${wanted} in\n${all.join('\n')}`);
    }
    assert.equal(new Set(all).size, all.length);
  });

  it('forget calls and statements, and take another method, neighbour or order', () => {
    const all = changed(
      'xs.push(Math.max(...xs)); return xs.filter((x) => x > xs[a]!).indexOf(Math.pow(a, b));',
    );
    for (const wanted of [
      '; return xs.filter((x) => x > xs[a]!).indexOf(Math.pow(a, b));',
      'xs.push(0); return xs.filter((x) => x > xs[a]!).indexOf(Math.pow(a, b));',
      'xs.push(Math.min(...xs)); return xs.filter((x) => x > xs[a]!).indexOf(Math.pow(a, b));',
      'xs.push(Math.max(...xs)); return xs.indexOf(Math.pow(a, b));',
      'xs.push(Math.max(...xs)); return xs.filter((x) => x > xs[(a) + 1]!).indexOf(Math.pow(a, b));',
      'xs.push(Math.max(...xs)); return xs.filter((x) => x > xs[a]!).lastIndexOf(Math.pow(a, b));',
      'xs.push(Math.max(...xs)); return xs.filter((x) => x > xs[a]!).indexOf(Math.pow(b, a));',
    ]) {
      assert.ok(all.includes(wanted), `${wanted} in\n${all.join('\n')}`);
    }
  });

  it('write one name for another, and break where a loop goes on', () => {
    const all = changed('for (const x of xs) { if (x > a) continue; b += x; } return { b, a: b };');
    for (const wanted of [
      'for (const x of xs) { if (x > b) continue; b += x; } return { b, a: b };',
      'for (const x of b) { if (x > a) continue; b += x; } return { b, a: b };',
      'for (const x of xs) { if (x > a) break; b += x; } return { b, a: b };',
      'for (const x of xs) { if (x > a) continue; b += x; } return { b, a: a };',
    ]) {
      assert.ok(all.includes(wanted), `${wanted} in\n${all.join('\n')}`);
    }
    assert.ok(all.every((one) => one!.includes('const x of') && one!.includes('return { b, a: ')));
  });

  it('leave alone what is given, what is free, and types', () => {
    const source = [
      'function given(a: number) { return a + 1; }',
      'function f(a: 1 | 2): number {',
      '  // BEGIN SOLUTION',
      '  const rate = /* free */ 0.5;',
      '  return rate * (a as 1 | 2);',
      '  // END SOLUTION',
      '}',
    ].join('\n');
    assert.deepEqual(
      mutantsOf(source).map(({ operator, line, before, after }) => [operator, line, before, after]),
      [
        ['other name', 5, 'return rate * (a as 1 | 2);', 'return a * (a as 1 | 2);'],
        ['arithmetic', 5, 'return rate * (a as 1 | 2);', 'return rate / (a as 1 | 2);'],
        ['other name', 5, 'return rate * (a as 1 | 2);', 'return rate * (rate as 1 | 2);'],
      ],
    );
  });

  it('are hunted: killed ones are counted, equal ones told apart, survivors listed with their input', async () => {
    const course = makeCourse({ 'solutions/00-demo/mean/hidden.js': MEAN_HIDDEN });
    const sound = await huntMutants(course, 'mean', { inputs: 200, runs: 3 });
    rmSync(course, { recursive: true });
    assert.ok(sound.mutants >= 3);
    assert.deepEqual([sound.killed, sound.killRate], [sound.mutants - sound.equal, 100]);
    assert.deepEqual([sound.accepted, sound.refused], [6, []]);
    const blind = makeCourse({
      'solutions/00-demo/mean/cases.js':
        "module.exports = { task: 'mean', exports: ['mean'], visible: [{ name: 'of 0', call: 'mean', args: [[0]], expected: 0 }] };\n",
      'solutions/00-demo/mean/hidden.js': `${MEAN_HIDDEN.replace('random() * 9', '0')}`,
    });
    const weak = await huntMutants(blind, 'mean', { inputs: 200, runs: 1 });
    rmSync(blind, { recursive: true });
    const survivor = weak.survivors.find(({ after }) => after.includes('sum - n'))!;
    assert.equal(survivor.operator, 'arithmetic');
    assert.match(survivor.differs, /^\["mean",\[/);
    assert.ok(weak.killRate < 95);
  });

  it('that never end, print or end their process are killed, and the next one is asked all the same', async () => {
    const course = makeCourse({ 'solutions/00-demo/mean/hidden.js': MEAN_HIDDEN });
    const [place] = await placesOf(course, ['mean']);
    const trials = new Trials();
    const ask = (source: string, seconds: number) =>
      trials.ask({ root: course, place: place!, source, secret: 's' }, seconds);
    const right =
      'const mean = (xs) => { console.log("{}"); return xs.reduce((a, b) => a + b, 0) / xs.length; };';
    assert.deepEqual(await ask(right, 60), {});
    assert.deepEqual(await ask('const mean = () => { for (;;); };', 5), { found: 'time limit' });
    assert.deepEqual(await ask('const mean = () => process.exit(0);', 60), { found: 'the process ended' });
    assert.deepEqual(await ask(right, 60), {});
    assert.deepEqual(await ask('const mean = 1;', 60), { found: 'of two' });
    trials.close();
    rmSync(course, { recursive: true });
  });
});
