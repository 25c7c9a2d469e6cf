import assert from 'node:assert/strict';
import type { MimeBundle } from 'kernel-lib/dist/display/host.js';
import { inspectText, MOST_TEXT } from 'kernel-lib/dist/display/inspectText.js';
import { image } from 'kernel-lib/dist/display/image.js';
import { valueBundle } from 'kernel-lib/dist/display/values.js';
import { bundleOf } from 'kernel-lib/dist/display/show.js';
import { svg } from 'kernel-lib/dist/display/pieces.js';

/** What tfjs's tensors have, without tfjs. */
class Tensor {
  isDisposed = false;
  constructor(
    readonly shape: number[],
    readonly dtype: string,
    private readonly numbers: ArrayLike<number | string>,
    private readonly isFar = false,
  ) {}
  get size() {
    return this.shape.reduce((product, size) => product * size, 1);
  }
  dataSync() {
    if (this.isFar) throw new Error('not here');
    return this.numbers;
  }
  data() {
    return Promise.resolve(this.numbers);
  }
  toString() {
    return `Tensor\n    ${JSON.stringify(Array.from(this.numbers))}`;
  }
}

const html = (bundle: MimeBundle) => String(bundle['text/html']);
const plain = (bundle: MimeBundle) => String(bundle['text/plain']);
const show = (value: unknown) => valueBundle(value) as MimeBundle;
const cellsOf = (bundle: MimeBundle) =>
  [...html(bundle).matchAll(/<td[^>]*>([^<]*)<\/td>/g)].map(([, text]) => text);

describe('display: values', () => {
  it('a tensor: type, shape, memory in bytes, a small table', () => {
    const bundle = show(new Tensor([2, 2], 'float32', [1, 2.5, -3, NaN]));
    assert.equal(plain(bundle), 'Tensor float32 [2, 2], 16 bytes\n[1,2.5,-3,null]');
    assert.match(html(bundle), /<caption[^>]*>Tensor float32 \[2, 2\], 16 bytes<\/caption>/);
    assert.deepEqual(cellsOf(bundle), ['1', '2.5', '−3', 'NaN']);
  });

  const tensors: [what: string, tensor: Tensor, title: RegExp, cells: string[]][] = [
    ['a scalar', new Tensor([], 'int32', [7]), /int32 \[\], 4 bytes/, ['7']],
    ['truth', new Tensor([2], 'bool', [1, 0]), /bool \[2\], 2 bytes/, ['true', 'false']],
    ['text', new Tensor([2], 'string', ['花', '&']), /string \[2\], 4 bytes/, ['花', '&amp;']],
    ['pairs', new Tensor([1], 'complex64', [1, 2]), /complex64 \[1\], 8 bytes/, ['1 + 2j']],
    [
      'more than two dimensions',
      new Tensor([3, 2, 1], 'int32', [1, 2, 3, 4, 5, 6]),
      /24 bytes; shown: \[0, :, :\], left out: 2 more such tables/,
      ['1', '2'],
    ],
  ];
  for (const [what, tensor, title, cells] of tensors) {
    it(`a tensor of ${what}`, () => {
      const bundle = show(tensor);
      assert.match(html(bundle), title);
      assert.deepEqual(cellsOf(bundle), cells);
    });
  }

  it('a large tensor: its edges', () => {
    const numbers = Array.from({ length: 300 * 12 }, (_, place) => place);
    const cells = cellsOf(show(new Tensor([300, 12], 'int32', numbers)));
    assert.equal(cells.length, 11 * 11);
    assert.deepEqual(cells.slice(0, 11), ['0', '1', '2', '3', '4', '…', '7', '8', '9', '10', '11']);
    assert.equal(cells.at(-1), '3599');
  });

  it('a disposed tensor says so, one without numbers has no table', () => {
    const gone = Object.assign(new Tensor([2], 'float32', []), { isDisposed: true });
    assert.match(plain(show(gone)), /^Tensor float32 \[2\], disposed$/);
    assert.equal(plain(show(new Tensor([0, 3], 'float32', []))), 'Tensor float32 [0, 3], 0 bytes');
  });

  it('a tensor on a graphics card: its numbers come later', async () => {
    const bundle = await valueBundle(new Tensor([2], 'float32', [5, 6], true));
    assert.deepEqual(cellsOf(bundle), ['5', '6']);
    assert.match(plain(bundle), /8 bytes[^]*5 {2}6/);
  });

  it("a Map: a table of its first entries, and Node's text", () => {
    const few = show(
      new Map<unknown, unknown>([
        ['<a>', 1n],
        [{ k: 1 }, [1]],
      ]),
    );
    assert.deepEqual(cellsOf(few), ['&#39;&lt;a&gt;&#39;', '1n', '{ k: 1 }', '[ 1 ]']);
    assert.equal(plain(few), "Map(2) { '<a>' => 1n, { k: 1 } => [ 1 ] }");
    const many = show(new Map(Array.from({ length: 1000 }, (_, place) => [place, place])));
    assert.equal(cellsOf(many).length, 40);
    assert.match(html(many), /Map of 1000, 980 more entries left out/);
  });

  it('a DataFrame with very many columns: the first ones', () => {
    const columns = Array.from({ length: 100 }, (_, place) => `c${place}`);
    const frame = { columns, index: [0], values: [columns.map((_, place) => place)], print: () => undefined };
    const bundle = show(frame);
    assert.equal(cellsOf(bundle).length, 30);
    assert.match(html(bundle), /70 more columns left out/);
  });

  it('elements and canvases of a drawing library', () => {
    const element = (localName: string, outerHTML: string) => ({ nodeType: 1, localName, outerHTML });
    assert.equal(html(show(element('p', '<p>x</p>'))), '<p>x</p>');
    assert.equal(
      show(element('svg', '<svg width="1"></svg>'))['image/svg+xml'],
      '<svg xmlns="http://www.w3.org/2000/svg" width="1"></svg>',
    );
    const canvas = { toDataURL: () => 'data:image/png;base64,iVBO' };
    assert.equal(show(canvas)['image/png'], 'iVBO');
  });

  const text: [what: string, value: unknown, expected: RegExp][] = [
    ['HTML in a string', '<b>x</b>', /^'<b>x<\/b>'$/],
    ['a Set', new Set([1, 'a']), /^Set\(2\) \{ 1, 'a' \}$/],
    ['a typed array', new Float32Array(1000), /^Float32Array\(1000\) \[[^]*900 more items\n\]$/],
    ['a Date', new Date(0), /^1970-01-01T00:00:00.000Z$/],
    ['a RegExp', /a/g, /^\/a\/g$/],
    ['a BigInt', 10n, /^10n$/],
    ['a symbol', Symbol('s'), /^Symbol\(s\)$/],
    ['a class', class Bloom {}, /^\[class Bloom\]$/],
    [
      'an object of a class',
      new (class Bloom {
        x = 1;
      })(),
      /^Bloom \{ x: 1 \}$/,
    ],
    ['null', null, /^null$/],
    ['a long array', new Array(1e7).fill(1), /9999900 more items/],
    ['a long string', 'x'.repeat(5e6), /4990000 more characters$/],
    [
      'a proxy that throws',
      new Proxy([1], {
        get() {
          throw new Error();
        },
        has() {
          throw new Error();
        },
      }),
      /^\[ 1 \]$/,
    ],
    [
      'a custom text that throws',
      {
        [Symbol.for('nodejs.util.inspect.custom')]() {
          throw new Error();
        },
      },
      /custom/,
    ],
    [
      'a shape that throws',
      {
        get shape() {
          throw new Error();
        },
      },
      /^\{ shape: \[Getter\] \}$/,
    ],
  ];
  for (const [what, value, expected] of text) {
    it(`${what}: text only`, () => {
      const bundle = show(value);
      assert.deepEqual(Object.keys(bundle), ['text/plain']);
      assert.match(plain(bundle), expected);
    });
  }

  it('cuts the text of what is wide, and says how much is left out', () => {
    const wide = Object.fromEntries(Array.from({ length: 1e5 }, (_, place) => [`k${place}`, 'v'.repeat(50)]));
    const shown = inspectText(wide);
    assert.ok(shown.length <= MOST_TEXT + 100, String(shown.length));
    assert.match(shown, /\n… [\d,]{9,} more characters left out$/);
    assert.match(inspectText('🌸'.repeat(3e4), { maxStringLength: 1e5 }), /🌸\n… [\d,]+ more/u);
  });

  it('a promise is not awaited where nobody can wait', () => {
    assert.equal(plain(bundleOf(Promise.resolve(1))), 'Promise { 1 }');
  });

  it('svg and image: bundles of their own; what is no picture is refused in a sentence', () => {
    assert.equal(bundleOf(svg('<svg/>'))['image/svg+xml'], '<svg/>');
    const jpeg = bundleOf(image(Buffer.from('ffd8ff00', 'hex'), 'a tree'));
    assert.deepEqual(jpeg, { 'image/jpeg': '/9j/AA==', 'text/plain': 'a tree' });
    assert.throws(() => image(Buffer.from('text')), /these 4 begin with "74657874"/);
  });
});
