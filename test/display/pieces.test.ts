/** The small things: text widths, numbers, tokens, side by side, notes, stars, display. */
import assert from 'node:assert/strict';
import { escapeHtml, scriptJson } from 'kernel-lib/dist/display/escape.js';
import { BUNDLE } from 'kernel-lib/dist/display/host.js';
import { formatDuration, formatNumber, significant } from 'kernel-lib/dist/display/numbers.js';
import {
  luminance,
  PALETTE,
  rampColour,
  seriesColours,
  textColour,
} from 'kernel-lib/dist/display/palette.js';
import { compare, html, markdown, note, stars, tokenStrip } from 'kernel-lib/dist/display/pieces.js';
import { clearOutput, display } from 'kernel-lib/dist/display/show.js';
import { columns, cut, pad, pixels, wrapPixels } from 'kernel-lib/dist/display/textWidth.js';
import { HOSTILE, printed, recorded } from './support.js';

describe('text widths', () => {
  it('counts Chinese characters, full-width marks and emoji as two columns', () => {
    for (const [text, width] of [
      ['spring', 6],
      ['春天', 4],
      ['「春」！', 8],
      ['한국', 4],
      ['é', 1],
      ['e\u0301', 1],
      ['👩‍🎓', 2],
      ['❤️', 2],
      ['★☆', 2],
      ['𠮷', 2],
      ['', 0],
    ] as const) {
      assert.equal(columns(text), width, text);
    }
  });

  it('fills and cuts by columns', () => {
    assert.equal(pad('春', 4), '春  ');
    assert.equal(pad('春', 5, 'right'), '   春');
    assert.equal(pad('春', 6, 'centre'), '  春  ');
    assert.equal(cut('西安电子科技大学', 9), '西安电子…');
    assert.equal(cut('short', 9), 'short');
  });

  it('breaks lines between words and never before a closing mark', () => {
    const lines = wrapPixels('训练三百步以后，模型开始记住事实。The facts arrive, at last.', 120, 12, 9);
    for (const line of lines) {
      assert.ok(pixels(line, 12) <= 130, line);
      assert.doesNotMatch(line, /^[，。,. ]/);
    }
    assert.equal(
      lines.join('').replaceAll(' ', ''),
      '训练三百步以后，模型开始记住事实。Thefactsarrive,atlast.',
    );
    assert.deepEqual(wrapPixels('one two three', 34, 12, 1), ['one…']);
  });
});

describe('numbers', () => {
  it('are short and exact enough', () => {
    const cases: [number, string][] = [
      [0, '0'],
      [93.126, '93.13'],
      [1234, '1234'],
      [12_345, '12,345'],
      [1_234_567.891, '1,234,568'],
      [0.000123456, '0.0001235'],
      [0.0000123, '1.23e-5'],
      [-2.5, '−2.5'],
      [1e15, '1e15'],
      [9.99999, '10'],
      [NaN, 'NaN'],
      [-Infinity, '−∞'],
    ];
    for (const [value, text] of cases) assert.equal(formatNumber(value), text);
    assert.equal(significant(123_456.789), 123_460);
  });

  it('durations', () => {
    for (const [seconds, text] of [
      [0.04, '0.0 s'],
      [9.94, '9.9 s'],
      [59.6, '1 min 0 s'],
      [75, '1 min 15 s'],
      [7260, '2 h 1 min'],
      [Infinity, '?'],
    ] as const) {
      assert.equal(formatDuration(seconds), text);
    }
  });
});

describe('palette', () => {
  const contrast = (a: number, b: number) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);

  it('has one colour a meaning, and text in it can be read on white and on black', () => {
    const { highlight, ...meanings } = PALETTE;
    assert.equal(new Set(Object.values(meanings)).size, Object.keys(meanings).length);
    for (const hex of [...Object.values(meanings), highlight]) {
      assert.ok(contrast(luminance(textColour(hex)), 1) >= 4.4, `${hex} on white`);
      assert.ok(contrast(luminance(textColour(hex)), luminance('#111111')) >= 2.9, `${hex} on near-black`);
    }
  });

  it('knows names in both languages, and gives others the free colours', () => {
    const named = seriesColours([
      { name: '中文' },
      { name: 'held-out' },
      { name: 'Held out' },
      { name: 'constructor' },
    ]);
    assert.deepEqual(named, ['#D55E00', '#CC79A7', '#CC79A7', '#0072B2']);
    assert.equal(new Set(seriesColours('abcdefg'.split('').map((name) => ({ name })))).size, 7);
  });

  it('ramps go from light to dark', () => {
    assert.equal(rampColour('sequential', -1), '#f7fbff');
    assert.equal(rampColour('sequential', 1), '#08519c');
    assert.equal(rampColour('diverging', 0.5), '#f8f8f8');
  });
});

describe('escaping', () => {
  it('leaves nothing that ends an element, an attribute or a script', () => {
    assert.equal(escapeHtml(`<&>"'\``), '&lt;&amp;&gt;&#34;&#39;&#96;');
    assert.equal(escapeHtml('a\u0000\ud800b😀'), 'a\ufffd\ufffdb😀');
    const json = scriptJson({ text: `${HOSTILE}<!--\u2028` });
    assert.doesNotMatch(json, /[<>\u2028]/);
    assert.deepEqual(JSON.parse(json), { text: `${HOSTILE}<!--\u2028` });
  });
});

describe('pieces', () => {
  it('tokens are chips; blanks, line ends and empty tokens can be seen', () => {
    const view = tokenStrip(['西', ' ', 'a\n', ''], { highlight: [0], caption: 'c' });
    assert.equal(view.toString(), 'c\n[西]|␣|a⏎|∅');
    assert.throws(() => tokenStrip(['a'], { weights: [1, 2] }), /1 tokens and 2 weights/);
    const weighted = String(tokenStrip(['a', 'b'], { weights: [0, 2] })[BUNDLE]()['text/html']);
    assert.match(weighted, /rgba\(0,114,178,0\.04\).*rgba\(0,114,178,0\.60\)/);
  });

  it('stands things side by side', () => {
    const view = compare([
      { title: 'base', body: '春天\nopen' },
      { title: 'SFT', body: note('spring') },
    ]);
    assert.equal(view.toString(), ['base │ SFT', '──── │ ────────', '春天 │ ℹ spring', 'open │'].join('\n'));
    const wide = compare([
      { title: 'a', body: 'x'.repeat(80) },
      { title: 'b', body: 'y'.repeat(80) },
    ]);
    assert.equal(wide.toString(), `── a\n${'x'.repeat(80)}\n\n── b\n${'y'.repeat(80)}`);
  });

  it('hostile text stays text', () => {
    const views = [
      tokenStrip([HOSTILE], { caption: HOSTILE, weights: [1] }),
      compare([{ title: HOSTILE, body: HOSTILE }]),
      note(HOSTILE, 'warning'),
    ];
    for (const view of views) assert.doesNotMatch(String(view[BUNDLE]()['text/html']), /<(script|img)/);
  });

  it('markdown and HTML keep a text for terminals', () => {
    assert.deepEqual(markdown('**a**')[BUNDLE](), { 'text/markdown': '**a**', 'text/plain': '**a**' });
    assert.deepEqual(html('<b>a</b><script>x()</script>')[BUNDLE](), {
      'text/html': '<b>a</b><script>x()</script>',
      'text/plain': 'a',
    });
  });

  it('stars', () => {
    assert.deepEqual(
      [stars(3), stars(0), stars(9), stars(2.5), stars(1, 3)],
      ['★★★☆☆', '☆☆☆☆☆', '★★★★★', '★★★☆☆', '★☆☆'],
    );
    assert.throws(() => stars(NaN), /finite number, got NaN/);
  });

  it('display shows anything', () => {
    const [text, object] = recorded(() => {
      display('春');
      display({ a: 1 });
      clearOutput();
    });
    assert.deepEqual(text?.bundle, { 'text/plain': '春' });
    assert.deepEqual(object?.bundle, { 'text/plain': '{ a: 1 }' });
    assert.equal(
      printed(() => display(note('x'))),
      'ℹ x\n',
    );
  });
});
