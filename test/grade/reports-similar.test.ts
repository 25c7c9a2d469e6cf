/** Similar answers: copies are found through their disguises, independent answers and the template are not taken for copies. */
import assert from 'node:assert/strict';
import { taskSources } from 'kernel-lib/dist/grade/reports/similar/course.js';
import {
  CLOSE,
  FEWEST,
  printer,
  similarAnswers,
  type TaskSources,
} from 'kernel-lib/dist/grade/reports/similar/similar.js';
import { tokensOf } from 'kernel-lib/dist/grade/reports/similar/tokens.js';
import { GRAM, gramHashes, likeness, WINDOW, winnow } from 'kernel-lib/dist/grade/reports/similar/winnow.js';
import { root } from '../support/paths.js';
import { PLAIN_ANSWERS } from './reports/plainAnswers.js';

/** What a copier does so that it does not show; none changes what the answer does. */
const DISGUISES: Record<string, (source: string) => string> = {
  'nothing at all': (source) => source,
  'other names': (source) =>
    source
      .replace(/\b(?:const|let) (\w+)/g, '$&')
      .replace(
        new RegExp(
          `(?<![.\\w'\`])(?:${[...new Set([...source.matchAll(/\b(?:const|let) (\w+)\b/g)].map(([, name]) => name))].join('|') || '(?!)'})\\b(?!')`,
          'g',
        ),
        (name) => `${name}Renamed`,
      ),
  'comments and other line breaks': (source) =>
    source.replaceAll(';\n', '; // my own idea\n\n').replaceAll('{\n', '{ /* here */\n'),
  'let for const, and no types': (source) =>
    source.replace(/\bconst (?=\w+ =)/g, 'let ').replace(/(\w): (?:number|string)(?:\[\])*(?=[,)])/g, '$1'),
  'a line more': (source) => source.replace(/\{\n/, "{\n  console.log('start');\n"),
  'two lines more': (source) =>
    source
      .replace(/\{\n/, "{\n  console.log('start');\n")
      .replace(/\n(\s*return [^\n]*;\n\}\s*)$/, "\n  console.log('end', 1 + 1);\n$1"),
};

interface Named {
  name: string;
  source: string;
}
let tasks: (TaskSources & { independent: Named[] })[];
before(async function () {
  this.timeout(60_000);
  tasks = (await taskSources(root, '00-journey')).map((task) => ({
    ...task,
    independent: [
      ...task.shipped,
      ...(PLAIN_ANSWERS[task.task] ?? []).map((source, index) => ({ name: `plain ${index}`, source })),
    ],
  }));
});

describe('grade: similar answers, measured', function () {
  this.timeout(60_000);

  it('no two independent answers that are long enough are close', () => {
    let pairs = 0;
    let closest = 0;
    for (const { template, independent } of tasks) {
      const print = printer(template);
      const printed = independent
        .map(({ name, source }) => print(name, source))
        .filter(({ structure }) => structure.size >= FEWEST);
      printed.forEach((a, index) =>
        printed.slice(index + 1).forEach((b) => {
          pairs += 1;
          closest = Math.max(closest, likeness(a.structure, b.structure));
        }),
      );
    }
    console.log(
      `      ${pairs} pairs of independent answers, the closest ${closest.toFixed(2)}; named from ${CLOSE}`,
    );
    assert.ok(pairs >= 40, String(pairs));
    assert.ok(closest <= CLOSE - 0.1, String(closest));
  });

  it('short answers would be taken for copies: so they are not compared', () => {
    const softmax = tasks.find(({ task }) => task === 'softmax')!;
    const print = printer(softmax.template);
    const [mine, reference] = [PLAIN_ANSWERS['softmax']![0]!, softmax.shipped[0]!.source].map((source) =>
      print('x', source),
    );
    assert.equal(likeness(mine!.structure, reference!.structure), 1);
    const answers = PLAIN_ANSWERS['softmax']!.map((source, index) => ({
      student: `s${index}`,
      task: 'softmax',
      source,
    }));
    const { pairs, limits } = similarAnswers([softmax], answers);
    assert.deepEqual([pairs, limits[0]!.short], [[], 5]);
  });

  it('finds each copy in each disguise', () => {
    let copies = 0;
    let furthest = 1;
    for (const { template, independent } of tasks) {
      const print = printer(template);
      for (const { name, source } of independent) {
        const original = print(name, source);
        if (original.structure.size < FEWEST) continue;
        for (const [disguise, change] of Object.entries(DISGUISES)) {
          const close = likeness(original.structure, print('copy', change(source)).structure);
          furthest = Math.min(furthest, close);
          copies += 1;
          assert.ok(close >= CLOSE, `${name}, ${disguise}: ${close.toFixed(2)}`);
        }
      }
    }
    console.log(`      ${copies} disguised copies, the furthest ${furthest.toFixed(2)}`);
    assert.ok(copies >= 120, String(copies));
  });
});

describe('grade: similar answers', function () {
  this.timeout(60_000);
  const ofTask = (name: string) => tasks.find(({ task }) => task === name)!;
  const answer = (student: string, source: string, task = 'cross-entropy') => ({ student, task, source });

  it('names pairs of students and shipped solutions, the closest first, and whether even the words are the same', () => {
    const [one, other, third] = PLAIN_ANSWERS['cross-entropy']! as [string, string, string];
    const reference = ofTask('cross-entropy').shipped[0]!.source;
    const { pairs } = similarAnswers(tasks, [
      answer('a', one),
      answer('b', one),
      answer('c', DISGUISES['other names']!(one)),
      answer('d', other),
      answer('e', reference),
      answer('f', third),
    ]);
    assert.deepEqual(
      pairs.map(({ a, b, shipped }) => [a, b, shipped]),
      [
        ['a', 'b', false],
        ['e', 'reference', true],
        ['a', 'c', false],
        ['b', 'c', false],
      ],
    );
    assert.deepEqual(
      pairs.map(({ similarity }) => similarity),
      [1, 1, 1, 1],
    );
    assert.equal(pairs[0]!.wording, 1);
    assert.ok(pairs[2]!.wording < 0.7, String(pairs[2]!.wording));
  });

  it('does not count what everybody was given', () => {
    const template = PLAIN_ANSWERS['cross-entropy']![0]!;
    const answers = ['a', 'b'].map((student) => ({ student, task: 't', source: template }));
    const own = { task: 't', shipped: [] };
    assert.equal(similarAnswers([{ ...own, template: [template] }], answers).limits[0]!.short, 2);
    assert.equal(similarAnswers([{ ...own, template: [] }], answers).pairs.length, 1);
  });

  it('says that it cannot tell where even shipped solutions are as close as copies', () => {
    const one = PLAIN_ANSWERS['cross-entropy']![0]!;
    const twins = {
      task: 'cross-entropy',
      template: [],
      shipped: [
        { name: 'reference', source: one },
        { name: 'x', source: one },
      ],
    };
    const { pairs, limits } = similarAnswers([twins], [answer('a', one), answer('b', one)]);
    assert.deepEqual([pairs, limits[0]!.limit, limits[0]!.independent], [[], null, 1]);
  });

  it('reads what is no TypeScript, and nothing at all', () => {
    const broken = [
      '',
      '}}}} function (',
      '`${',
      '/* open',
      '"\u0000',
      `x = ${'['.repeat(50_000)}`,
      'a'.repeat(1e6),
    ].map((source, index) => answer(String(index), source));
    assert.deepEqual(similarAnswers(tasks, broken).pairs, []);
  });
});

describe('grade: tokens and fingerprints', () => {
  it('are the same for renamed, retyped, reformatted and commented code, and differ for other code', () => {
    const one = 'const total: number = row.map((z) => Math.exp(z - 1)).length; // sum';
    const same = 'let   s = scores.map( x=>Math.exp(x-22) ).length';
    assert.deepEqual(tokensOf(one), tokensOf(same));
    assert.notDeepEqual(tokensOf(one), tokensOf(one.replace('exp', 'log')));
    const typed = `interface M { a: string }
/** doc */ function f<T>(a?: number[], b: T = 3): string[] {
  const x = new Array<string>(a!.length) as string[];
  return a < b ? x : { a, b: x, };
}`;
    const bare = 'function g(q, r = 4) { var z = new Array(q.length); return q < r ? z : { q, r: z } }';
    assert.deepEqual(tokensOf(typed), tokensOf(bare));
  });

  it('share a fingerprint wherever a run of GRAM + WINDOW − 1 tokens is shared, none below GRAM', () => {
    const words = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix}${i}`);
    for (let at = 0; at < 12; at++) {
      const text = (prefix: string, run: string[]) => [
        ...words(prefix, at),
        ...run,
        ...words(`${prefix}'`, 15),
      ];
      const shared = (run: string[]) =>
        likeness(winnow(gramHashes(text('a', run))), winnow(gramHashes(text('b', run))));
      assert.ok(shared(words('same', GRAM + WINDOW - 1)) > 0, `at ${at}`);
      assert.equal(shared(words('same', GRAM - 1)), 0);
    }
    assert.equal(winnow(gramHashes([])).size, 0);
    assert.equal(winnow(gramHashes(words('x', GRAM))).size, 1);
  });
});
