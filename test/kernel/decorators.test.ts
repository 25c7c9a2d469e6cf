/** Both kinds of decorators: JavaScript's own, and those that TypeScript had before and tslab has. */
import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { Session } from 'kernel-lib/dist/kernel/session.js';
import { resultOf, run } from './run.js';

describe('kernel: decorators', function () {
  this.timeout(60_000);
  let session: Session;
  before(async () => (session = await Session.start({ cwd: tmpdir() })));
  after(() => session.dispose());

  const older: [of: string, result: string, ...cells: string[]][] = [
    [
      'methods',
      "'hello, spring'",
      'function greet(target: any, key: string, descriptor: PropertyDescriptor) { const { value } = descriptor; descriptor.value = () => `hello, ${value()}`; }',
      'class Greeter { @greet name() { return "spring" } }',
      'new Greeter().name()',
    ],
    [
      'properties',
      "[ 'petals' ]",
      'const fields: string[] = []; function field(target: any, key: string) { fields.push(key) }\nclass Flower { @field petals = 5 }',
      'fields',
    ],
    [
      'parameters',
      "[ 'constructor 0', 'grow 1' ]",
      'const places: string[] = []; function place(target: any, key: string | undefined, at: number) { places.push(`${key ?? "constructor"} ${at}`) }',
      'class Tree { constructor(@place a: number) {} grow(a: number, @place b: number) {} }',
      'places.sort()',
    ],
  ];
  for (const [of, result, ...cells] of older) {
    it(`the older ones of ${of}, as in tslab`, async () => {
      assert.equal(await resultOf(session, ...cells), result);
    });
  }

  it('the standard ones where a decorator suits both', async () => {
    const cell =
      'function either(...given: any[]): any { seen = given.length }\nclass Both { @either method() {} }\nseen';
    assert.equal(await resultOf(session, 'let seen = 0', cell), '2');
  });

  it('a mistake in such a cell is one, and the next cell has the standard ones again', async () => {
    const { reply } = await run(
      session,
      'class Wrong { @greet name() { return "spring" } }; const n: number = "x"',
    );
    assert.equal(reply.error?.ename, 'TypeScriptError');
    assert.match(reply.error.evalue, /Type 'string' is not assignable to type 'number'/);
    const cells = [
      'const kinds: string[] = []',
      'function named(value: unknown, context: ClassDecoratorContext) { kinds.push(context.kind) }',
      '@named class Standard {}\nkinds',
    ];
    assert.equal(await resultOf(session, ...cells), "[ 'class' ]");
  });

  it('names what is wrong with a standard one', async () => {
    const { reply } = await run(
      session,
      'function typed(value: Function, context: ClassFieldDecoratorContext) {}\nclass Typed { @typed method() {} }',
    );
    assert.match(reply.error!.evalue, /^line 2 column 16: Unable to resolve signature of method decorator/);
  });
});
