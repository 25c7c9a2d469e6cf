/** Comparing, showing and carrying values. */
import assert from 'node:assert/strict';
import { compare, describeDifference } from 'kernel-lib/dist/grade/compare.js';
import { compileCell } from 'kernel-lib/dist/grade/compile.js';
import { FrameReader, toFrame } from 'kernel-lib/dist/grade/frames.js';
import { renderText } from 'kernel-lib/dist/grade/report.js';
import { showText, showValue } from 'kernel-lib/dist/grade/show-value.js';
import { decode, encode, OtherValue, TensorValue, WireError } from 'kernel-lib/dist/grade/values.js';

const told = (expected: unknown, came: unknown, tolerance?: number) => {
  const difference = compare(expected, came, tolerance);
  return difference && describeDifference(difference);
};

describe('compare', () => {
  it('equal values have no difference', () => {
    const pairs: [unknown, unknown][] = [
      [0, -0],
      [0.3, 0.1 + 0.2],
      [[], []],
      [NaN, NaN],
      [undefined, undefined],
      [
        { a: 1, b: [2] },
        { b: [2], a: 1 },
      ],
      [new Map([['a', 1]]), new Map([['a', 1]])],
      [new Set([1, 2]), new Set([2, 1])],
      [new Float32Array([0.5]), new Float32Array([0.5])],
      [new TensorValue('int32', [1, 2], [1, 2]), new TensorValue('int32', [1, 2], [1, 2])],
    ];
    for (const [expected, came] of pairs) assert.equal(told(expected, came), undefined, showText(expected));
  });

  it('the first difference is named with its place', () => {
    assert.equal(
      told(
        [
          [1, 2],
          [3, 4],
        ],
        [
          [1, 2],
          [3, 5],
        ],
      ),
      'at [1][1]: expected 4, came 5',
    );
    assert.equal(told({ a: { b: 'x' } }, { a: { b: 'y' } }), 'at .a.b: expected "x", came "y"');
    assert.equal(told([1, 2], [1, 2, 3]), 'expected 2 items, came 3; the first one too many is 3');
    assert.equal(told([1, 2], [1]), 'expected 2 items, came 1');
    assert.equal(told([1, 2], [1, undefined]), 'at [1]: expected 2, came undefined');
    assert.match(told(0.5, 0.5 + 6e-8)!, /^expected 0\.5, came 0\.50000006: close, but not enough/);
    assert.equal(told([1, 2], []), 'expected 2 items, came an empty list');
    assert.equal(told({ a: 1 }, {}), 'expected the key "a", which is missing');
    assert.equal(told({}, { a: 1 }), 'came with the key "a", which is not expected');
    assert.equal(told(new Set([1]), new Set([2])), 'expected the item 1, which is missing');
  });

  it('NaN, Infinity and other kinds fail in words', () => {
    assert.equal(told(1, NaN), 'expected 1, came NaN');
    assert.equal(told(1, Infinity, 1e9), 'expected 1, came Infinity');
    assert.equal(told(Infinity, -Infinity), 'expected Infinity, came -Infinity');
    assert.equal(told(1, null), 'expected a number, came null');
    assert.equal(told(1, true), 'expected a number, came a boolean (true)');
    assert.equal(told([1], new Float32Array([1])), 'expected a list, came a Float32Array (Float32Array [1])');
    assert.equal(
      told(new Float32Array(1), new Float64Array(1)),
      'expected a Float32Array, came a Float64Array (Float64Array [0])',
    );
    assert.equal(told(1, new OtherValue('a function')), 'expected a number, came a function');
    assert.match(told(1, new OtherValue('an object of class Promise'))!, /Promise: is an `await` missing\?$/);
  });

  it('what is no plain data equals nothing, also itself', () => {
    const one = new OtherValue('a function');
    assert.notEqual(told(one, one), undefined);
    const kinds: [unknown, string][] = [
      [[], 'a list'],
      [new Map(), 'a Map'],
      [new Set(), 'a Set'],
      [1, 'a number'],
      [{}, 'a record'],
    ];
    for (const [expected, claimed] of kinds) assert.ok(told(expected, new OtherValue(claimed)), claimed);
  });

  it('tensors: shape, then dtype, then values', () => {
    const tensor = new TensorValue('float32', [2, 2], [1, 2, 3, 4]);
    assert.equal(
      told(tensor, new TensorValue('float32', [4], [1, 2, 3, 4])),
      'expected shape [2, 2], came [4]',
    );
    assert.equal(
      told(tensor, new TensorValue('int32', [2, 2], [1, 2, 3, 4])),
      'expected dtype float32, came int32',
    );
    assert.equal(
      told(tensor, new TensorValue('float32', [2, 2], [1, 2, 9, 4])),
      'at [1][0]: expected 3, came 9',
    );
  });

  it('the tolerance is relative above 1 and absolute below', () => {
    assert.equal(told(100, 100.9, 0.01), undefined);
    assert.equal(told(100, 101.1, 0.01), 'expected 100, came 101.1');
    assert.equal(told(0, 0.009, 0.01), undefined);
    assert.equal(told(0, 1e-6), 'expected 0, came 0.000001');
  });
});

describe('values on the wire', () => {
  const across = (value: unknown) => decode(JSON.parse(JSON.stringify(encode(value))));

  it('arrive as they were sent', () => {
    for (const value of [
      [NaN, Infinity, -Infinity, -0, 0.1, null, undefined, true, '\ud800 <春>', 12345678901234567890n],
      [new Int32Array([1, -2]), new Float32Array([NaN]), new TensorValue('bool', [1, 1], [true])],
      [
        new Map<unknown, unknown>([
          ['a', [1]],
          [2, new Set([3])],
        ]),
        [[]],
        [],
      ],
    ]) {
      assert.deepStrictEqual(across(value), value);
    }
    assert.deepEqual({ ...(across({ $: 1, v: 2 }) as object) }, { $: 1, v: 2 });
    assert.ok(Object.hasOwn(across(JSON.parse('{"__proto__": 1}')) as object, '__proto__'));
  });

  it('half a million weights cross in one frame, also as a part of a larger array', () => {
    const weights = Float32Array.from({ length: 500_000 }, (_, i) => Math.sin(i));
    weights.set([NaN, -0, Infinity, 1e-45]);
    assert.ok(toFrame({ value: encode(weights) }).length < 2.7e6);
    assert.deepStrictEqual(across(weights), weights);
    assert.deepStrictEqual(across(weights.subarray(3, 6)), weights.slice(3, 6));
    const tensor = { dtype: 'float32', shape: [500, 1000], dataSync: () => weights };
    class Tensor {}
    const came = across(Object.assign(new Tensor(), tensor)) as TensorValue;
    assert.deepStrictEqual(came, new TensorValue('float32', [500, 1000], Array.from(weights)));
  });

  it('a tensor whose data is not of its dtype arrives as it is', () => {
    class Tensor {}
    const tensor = { dtype: 'float32', shape: [1], dataSync: () => ['a'] };
    assert.deepStrictEqual(
      across(Object.assign(new Tensor(), tensor)),
      new TensorValue('float32', [1], ['a']),
    );
  });

  it('what is no plain data arrives as its description', () => {
    class Point {}
    const descriptions = [() => 1, Symbol('s'), new Point(), Promise.resolve(1), new Date()].map(across);
    assert.deepEqual(
      descriptions.map((value) => (value as OtherValue).description),
      [
        'a function',
        'a symbol',
        'an object of class Point',
        'an object of class Promise',
        'an object of class Date',
      ],
    );
  });

  it('data that breaks a rule is refused', () => {
    for (const json of [
      { a: 1 },
      { $: 'constructor', v: [] },
      { $: 'number', v: '7' },
      { $: 'bigint', v: '1e3' },
      { $: 'Int32Array', v: ['1'] },
      { $: 'set', v: [], more: 1 },
      { $: 'map', v: [[1]] },
      { $: 'object', v: [[1, 2]] },
      {
        $: 'object',
        v: [
          ['a', 2],
          ['a', 3],
        ],
      },
      { $: 'tensor', dtype: 'float32', shape: [2], v: [1] },
      { $: 'tensor', dtype: 'float32', shape: [-1, -1], v: [1] },
      { $: 'tensor', dtype: 'rude', shape: [1], v: [1] },
      { $: 'Float32Array', v: [1] },
      { $: 'Float32Array', b: [1] },
      { $: 'Float32Array', b: 'AAAA' },
      { $: 'Float32Array', b: 'AAAAAA==', v: [0] },
      { $: 'Float32Array', b: 'AAAA AA==' },
      { $: 'Uint8Array', b: 'not base64!' },
      { $: 'constructor', b: '' },
      { $: 'tensor', dtype: 'float32', shape: [2], b: 'AAAAAA==' },
      { $: 'tensor', dtype: 'string', shape: [1], b: 'AAAAAA==' },
      { $: 'tensor', dtype: 'toString', shape: [1], b: 'AAAAAA==' },
      { $: 'tensor', dtype: 'float32', shape: [1], b: 'AAAAAA==', more: 1 },
    ]) {
      assert.throws(() => decode(json), WireError, JSON.stringify(json));
    }
    let deep: unknown = 1;
    for (let i = 0; i < 1000; i++) deep = [deep];
    assert.throws(() => decode(deep), /nested too deep/);
  });

  it('frames survive any cutting of the stream', () => {
    const messages = [{ a: '春' }, [1, 2], 'x'.repeat(1000)];
    const bytes = Buffer.concat(messages.map(toFrame));
    for (const size of [1, 3, 7, bytes.length]) {
      const reader = new FrameReader();
      const came: unknown[] = [];
      for (let i = 0; i < bytes.length; i += size) {
        reader.push(bytes.subarray(i, i + size));
        for (let text = reader.next(); text !== undefined; text = reader.next()) came.push(JSON.parse(text));
      }
      assert.deepEqual(came, messages);
      assert.equal(reader.pending, false);
    }
  });
});

describe('showing values', () => {
  it('tensors as they would be typed; their shape in words only where there is no value', () => {
    const shown = (shape: number[], values: unknown[], dtype = 'float32') =>
      showText(new TensorValue(dtype, shape, values));
    assert.equal(shown([2, 2], [1, 2, 3, 4]), 'tensor [[1, 2], [3, 4]]');
    assert.equal(shown([2, 1, 2], [1, 2, 3, 4], 'int32'), 'int32 tensor [[[1, 2]], [[3, 4]]]');
    assert.equal(shown([], [7]), 'tensor 7');
    assert.equal(shown([0, 3], []), 'tensor of shape [0, 3]');
    assert.ok(shown([1000, 1000], new Array(1_000_000).fill(1)).length < 310);
  });

  it('numbers in a table have six digits, the one that differs has all', () => {
    const { table } = showValue(
      [
        [1 / 3, -0],
        [2 / 3, 1e-9 / 3],
      ],
      [1, 0],
    );
    assert.deepEqual(table!.rows, [
      ['0.333333', '-0'],
      ['0.6666666666666666', '3.33333e-10'],
    ]);
  });

  it('writes them as they would be typed, cut where long', () => {
    assert.equal(showText([1, 'a', null, { b: -0 }]), '[1, "a", null, {"b": -0}]');
    const long = showText(Array.from({ length: 1e6 }, (_, i) => i));
    assert.ok(long.length <= 301 && long.endsWith('…'));
  });

  it('a table shows the part around the first difference and marks it', () => {
    const rows = Array.from({ length: 100 }, (_, i) => Array.from({ length: 30 }, (_, j) => i * 30 + j));
    const { table } = showValue(rows, [50, 29]);
    assert.deepEqual([table!.from, table!.size, table!.rows.length], [[46, 18], [100, 30], 8]);
    assert.equal(table!.rows[table!.marked![0]]![table!.marked![1]], String(50 * 30 + 29));
    assert.equal(showValue([1, 2], [1]).table!.marked!.join(), '0,1');
    assert.equal(showValue([1, 2], [2]).table!.marked, undefined, 'a place beyond the list');
    assert.equal(showValue([{ a: 1 }]).table, undefined);
    assert.equal(showValue(new TensorValue('float32', [2, 1], [1, 2]), [1, 0]).table!.marked!.join(), '1,0');
  });

  it('in a terminal the difference stands between marks', () => {
    const [expected, came] = [
      [
        [1, 20],
        [3, 4],
      ],
      [
        [1, 20],
        [3, 5],
      ],
    ];
    const one = {
      name: 'rows',
      passed: false,
      outcome: 'wrong answer' as const,
      called: 'f()',
      message: 'm',
      expected: showValue(expected, [1, 1]),
      came: showValue(came, [1, 1]),
    };
    const text = renderText([{ task: 't', status: 'failed', passed: 0, total: 1, cases: [one], next: 'n' }]);
    assert.match(text, / came {6}2 × 2\n +1 {3}20 *\n +3 +»5«/);
  });
});

describe('the compiler', () => {
  it('reads code and never runs it; brackets without end are a problem, not a crash', () => {
    const { problems } = compileCell('('.repeat(200000), ['f']) as { problems: { message: string }[] };
    assert.ok(problems.length > 0);
    assert.ok('code' in compileCell('process.exit(3)', ['f']));
  });
});
