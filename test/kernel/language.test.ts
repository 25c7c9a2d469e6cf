/** What cells mean: syntax of today, and names across cells. */
import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { Session } from 'kernel-lib/dist/kernel/session.js';
import { resultOf } from './run.js';

describe('kernel: language', function () {
  this.timeout(60_000);
  let session: Session;
  before(async () => (session = await Session.start({ cwd: tmpdir() })));
  after(() => session.dispose());

  const disposable = (name: string) =>
    `const log: string[] = []; const ${name} = (id: string) => ({ id, [Symbol.dispose]: () => void log.push(id) })`;

  const values: [what: string, expected: string, ...cells: string[]][] = [
    [
      'using in a block',
      "[ 'body', 'b', 'a', 'after' ]",
      disposable('open1'),
      '{ using a = open1("a"); using b = open1("b"); log.push("body") }\nlog.push("after")',
      'log',
    ],
    [
      'using at the top of a cell: disposed when the cell ends',
      "[ 'x is open', 'x' ]",
      disposable('open2'),
      'using x = open2("x"); const opened = x.id; log.push(`${opened} is open`)',
      'log',
    ],
    [
      'the last expression of a cell with using',
      '[ 3, 2 ]',
      'using three = { value: 3, [Symbol.dispose]() {} }; const two = 2; [three.value, two]',
    ],
    [
      'a name that using hides for one cell only',
      "'outer'",
      'const hiddenByUsing = "outer"',
      'using hiddenByUsing = { [Symbol.dispose]() {} }; 1',
      'hiddenByUsing',
    ],
    [
      'await using',
      "[ 'closed', 'next' ]",
      'const steps: string[] = []',
      '{ await using f = { async [Symbol.asyncDispose]() { await null; steps.push("closed") } } }\nsteps.push("next")',
      'steps',
    ],
    [
      'await using at the top of a cell',
      "[ 'late' ]",
      'const ends: string[] = []',
      'await using f = { async [Symbol.asyncDispose]() { await null; ends.push("late") } }; ends.length',
      'ends',
    ],
    [
      'a decorator of a method',
      "'hello, spring'",
      'function greet<T extends (...a: any[]) => string>(target: T, _: ClassMethodDecoratorContext) { return function (this: any, ...a: any[]) { return "hello, " + target.apply(this, a) } as T }',
      'class Decorated { @greet name() { return "spring" } }',
      'new Decorated().name()',
    ],
    [
      'a decorator of a class',
      "[ 'Registered' ]",
      'const registered: string[] = []; function register(_: unknown, context: ClassDecoratorContext) { registered.push(context.name!) }',
      '@register class Registered {}',
      'registered',
    ],
    ['an accessor', '4', 'class Counted { accessor n = 4 }', 'new Counted().n'],
    [
      'satisfies',
      "'RED'",
      'const palette = { red: "red", n: 1 } satisfies Record<string, string | number>',
      'palette.red.toUpperCase()',
    ],
    [
      'const type parameters',
      '1',
      'function literal<const T>(value: T) { return value }',
      'const tuple = literal(["a", "b"]); const first: "a" = tuple[0]; 1',
    ],
    [
      'an enum of an earlier cell',
      "[ 1, 'Spring' ]",
      'enum Season1 { Winter, Spring }',
      '[Season1.Spring, Season1[1]]',
    ],
    ['a const enum', '2', 'const enum Size { Small = 1, Large }', 'Size.Large'],
    [
      'a namespace',
      "'in'",
      'namespace Garden { export const name = "in"; export interface Bed { size: number } }',
      'const bed: Garden.Bed = { size: 1 }; Garden.name',
    ],
    [
      'an abstract class across cells',
      "'meow'",
      'abstract class Animal { abstract sound(): string; speak() { return this.sound() } }',
      'class Cat extends Animal { sound() { return "meow" } }',
      'new Cat().speak()',
    ],
    [
      'generics across cells',
      '3',
      'type Pair<A, B = A> = { a: A; b: B }; function pair<A, B>(a: A, b: B): Pair<A, B> { return { a, b } }',
      'const both = pair(1, [1, 2, 3])',
      'both.b.length',
    ],
    [
      'await inside an expression',
      '[ 3, 4 ]',
      '[1 + await Promise.resolve(2), (await (async () => ({ four: 4 }))()).four]',
    ],
    [
      'await while taking apart',
      '[ 1, [ 2 ] ]',
      'const { one, ...others } = await Promise.resolve({ one: 1, two: 2 }); const [[...list]] = [await (Promise.resolve([2]))]',
      '[one, list]',
    ],
    [
      'await in a template and an arrow',
      "'5!'",
      'const five = async () => await (Promise.resolve(5)); `${await five()}!`',
    ],
    [
      'for await that declares',
      '6',
      'async function* numbers() { yield 1; yield 2; yield 3 }',
      'let total = 0; for await (const n of numbers()) total += n',
      'total',
    ],
    ['export default of an expression', '8', 'export default 8'],
    ['export default of a class without a name', '[class (anonymous)]', 'export default class {}'],
    ['export with another name', '1', 'const renamed = 1; export { renamed as other }', 'renamed'],
    ['export … from', "'b'", 'export { basename as tail } from "node:path"', 'tail("/a/b")'],
    ['export * as … from', "'b'", 'export * as paths from "node:path"', 'paths.basename("/a/b")'],
    ['import = require', "'b'", 'import oldPath = require("node:path")', 'oldPath.basename("/a/b")'],
    [
      'a function before its declaration',
      '9',
      'const early = hoisted(); function hoisted() { return 9 }',
      'early',
    ],
    [
      'var in a block and in a loop',
      '[ 1, 3 ]',
      'if (true) { var inBlock = 1 } for (var i = 0; i < 3; i++);',
      '[inBlock, i]',
    ],
    [
      'let in a block, apart from the one outside',
      '[ 1, 2 ]',
      'let level = 1; let inner = 0; { let level = 2; inner = level }',
      '[level, inner]',
    ],
    [
      'a name that begins with underscores',
      '3',
      'const __secret = 3; const readSecret = () => __secret',
      'readSecret()',
    ],
    [
      'a global that a cell declares',
      '4',
      'declare global { var flowers: number }\nflowers = 3',
      'flowers + 1',
    ],
    [
      'a value of an older class after the class was declared anew',
      '[ 1, 2 ]',
      'class Point { x = 1 } const point = new Point()',
      'class Point { y = 2 }',
      '[point.x, new Point().y]',
    ],
    [
      'a class whose name became a type',
      '[ 1, 5 ]',
      'class Both { n = 1 }',
      'type Both = number',
      'const both2: Both = 5; [new Both().n, both2]',
    ],
    [
      'WebAssembly',
      '[ true, 1, 2 ]',
      'const { instance } = await WebAssembly.instantiate(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]));',
      'const memory = new WebAssembly.Memory({ initial: 1 })',
      'const before = memory.grow(1); [instance instanceof WebAssembly.Instance, before, memory.buffer.byteLength / 65536]',
    ],
    [
      '@ts-nocheck',
      "'1b'",
      '// @ts-nocheck\nimport { basename } from "node:path"; const wrong: number = "1"; wrong + basename("/a/b")',
    ],
  ];
  for (const [what, expected, ...cells] of values) {
    it(`runs ${what}`, async () => assert.equal(await resultOf(session, ...cells), expected));
  }
});
