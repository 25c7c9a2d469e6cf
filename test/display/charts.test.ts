/** Charts: one description, three pictures of it. */
import assert from 'node:assert/strict';
import {
  barChart,
  heatMap,
  histogram,
  lineChart,
  PLOTLY_TYPE,
  scatterChart,
} from 'kernel-lib/dist/display/chart/chart.js';
import type { PlotlyFigure } from 'kernel-lib/dist/display/chart/plotly.js';
import { BUNDLE } from 'kernel-lib/dist/display/host.js';
import { samples } from './samples.js';
import { assertWellFormed, HOSTILE, parse, printed } from './support.js';

interface Trace {
  type: string;
  name?: string;
  x: (number | null)[];
  y: (number | null)[];
  z?: (number | null)[][];
}
const traces = (figure: PlotlyFigure) => figure.data as unknown as Trace[];

/** The tags, places and texts of a picture, with pixels rounded, since they depend on nothing that matters. */
function outline(svg: string): string[] {
  return [...svg.matchAll(/<text[^>]*>(.*?)<\/text>/g)].map(([, text = '']) => text.replace(/<[^>]*>/g, ''));
}

/** Steps of a noisy curve. */
const noisy = (count: number, shift: number) =>
  Float32Array.from(
    { length: count },
    (_, step) => 3 * Math.exp(-step / 90) + shift + 0.05 * Math.sin(step * 12.9898),
  );

const curve = (count: number) =>
  lineChart({
    title: 'The loss falls',
    x: { label: 'step' },
    y: { label: 'loss', unit: 'nats' },
    series: [
      { name: 'train', y: noisy(count, 0.2) },
      { name: 'held-out', y: noisy(count, 0.4) },
    ],
    rules: [{ y: 2.3, label: 'bigram entropy' }],
  });

describe('charts', () => {
  for (const [name, chart] of Object.entries(samples())) {
    it(`${name}: one bundle has the Plotly figure, a picture and text`, () => {
      const bundle = chart[BUNDLE]();
      assert.deepEqual(Object.keys(bundle), [PLOTLY_TYPE, 'image/svg+xml', 'text/plain']);
      const figure = bundle[PLOTLY_TYPE] as PlotlyFigure;
      assert.deepEqual(Object.keys(figure), ['data', 'layout', 'config']);
      assert.deepEqual(JSON.parse(JSON.stringify(figure)), figure, 'plain JSON: no NaN, no undefined');
      const svg = String(bundle['image/svg+xml']);
      assertWellFormed(svg);
      assert.match(svg, /^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
      const root = parse(svg, 'image/svg+xml').documentElement;
      assert.equal(root.localName, 'svg');
      assert.equal(root.getAttribute('aria-label'), '季节 seasons');
      assert.match(String(bundle['text/plain']), /^季节 seasons\n/);
      const words = outline(svg);
      for (const word of ['季节 seasons', '季节 seasons x (季节 seasons)'])
        assert.ok(words.includes(word), word);
    });
  }

  it('draws the same picture each time', () => {
    assert.equal(curve(200).svg(), curve(200).svg());
  });

  it('names lines and rules beside them, in their order, without overlap', () => {
    const words = outline(curve(300).svg());
    for (const word of ['loss (nats)', 'step', 'train', 'held-out', 'bigram entropy'])
      assert.ok(words.includes(word));
    const places = [
      ...curve(300)
        .svg()
        .matchAll(/<text [^>]*>(train|held-out|bigram entropy)</g),
    ].map(([tag]) => Number(/ y="([\d.]+)"/.exec(tag)?.[1]));
    const [heldOut = 0, train = 0, rule = 0] = places.sort((a, b) => b - a);
    assert.ok(heldOut - train >= 12 && train - rule >= 12, `labels at ${places.join(', ')}`);
  });

  it('gives a name its colour: train is the same blue everywhere', () => {
    const line = traces(curve(5).figure())[0] as unknown as { line: { color: string } };
    assert.equal(line.line.color, '#0072B2');
    const bars = barChart({
      title: 't',
      x: { label: 'x' },
      y: { label: 'y' },
      bars: [
        { label: 'base', value: 1 },
        { label: 'SFT', value: 2 },
        { label: 'RLHF', value: 3 },
      ],
    });
    const marker = (traces(bars.figure())[0] as unknown as { marker: { color: string[] } }).marker;
    assert.deepEqual(marker.color, ['#767676', '#E69F00', '#009E73']);
  });

  it('stays small: 500 points under 30 KB, 100,000 no more than that', () => {
    for (const count of [500, 100_000]) {
      assert.ok(curve(count).svg().length < 30_000, `SVG of ${count}: ${curve(count).svg().length}`);
      assert.ok(JSON.stringify(curve(count).figure()).length < 32_000, `Plotly of ${count}`);
    }
    const cells = Array.from({ length: 30 }, (_, row) =>
      Array.from({ length: 30 }, (__, column) => row * column),
    );
    const names = cells.map((_, index) => `t${index}`);
    const map = heatMap({
      title: 'm',
      x: { label: 'x' },
      y: { label: 'y' },
      rows: names,
      columns: names,
      values: cells,
      value: { label: 'v' },
    });
    assert.ok(map.svg().length < 30_000, `SVG of 900 cells: ${map.svg().length}`);
  });

  it('names points within the picture: a name that would reach its edge stands left of its point', () => {
    const chart = scatterChart({
      title: 't',
      x: { label: 'x', range: [0, 1] },
      y: { label: 'y', range: [0, 3] },
      series: [{ name: 'a', x: [0.1, 1], y: [1, 2], labels: ['near', 'oak'] }],
    });
    const anchorOf = (name: string) => {
      const [before = ''] = chart.svg().split(`>${name}<`);
      return /text-anchor="(\w+)"/.exec(before.slice(before.lastIndexOf('<g ')))?.[1];
    };
    assert.deepEqual([anchorOf('near'), anchorOf('oak')], ['start', 'end']);
  });

  it('thins a dense cloud without changing its shape, and says so', () => {
    // Nine of ten points lie in the left half.
    const x = Float64Array.from(
      { length: 20_000 },
      (_, index) => ((index * 0.618034) % 1) / 2 + (index % 10 === 0 ? 0.5 : 0),
    );
    const y = Float64Array.from({ length: 20_000 }, (_, index) => (index * 0.7548777) % 1);
    const chart = scatterChart({
      title: 't',
      x: { label: 'x' },
      y: { label: 'y' },
      series: [{ name: 'a', x, y }],
    });
    const places = traces(chart.figure())[0]?.x ?? [];
    const left = places.filter((place) => Number(place) < 0.5).length / places.length;
    assert.ok(left > 0.85 && left < 0.95, `${left} of the points drawn lie left`);
    assert.match(chart.svg(), /1200 of 20,000 points drawn/);
    assert.ok(chart.svg().length < 30_000, `SVG of a cloud: ${chart.svg().length}`);
  });

  it('keeps the value of a negative bar away from the names', () => {
    const bars = [
      { label: '季节', value: -12.5 },
      { label: 'flowers', value: 20 },
    ];
    const svg = barChart({ title: 't', x: { label: 'x' }, y: { label: 'y' }, bars }).svg();
    const places = [...svg.matchAll(/translate\(([\d.]+),[\d.]+\)" y="0.3em">([^<]*)/g)];
    const at = (text: string) => Number(places.find(([, , shown]) => shown === text)?.[1]);
    // Both end at their place; the number is about 30 pixels long.
    assert.ok(at('−12.5') - at('季节') > 40, `${at('−12.5')} and ${at('季节')}`);
  });

  it('keeps a single spike among 100,000 steps', () => {
    const y = new Float32Array(100_000).fill(1);
    y[54_321] = 9;
    const chart = lineChart({ title: 't', x: { label: 'x' }, y: { label: 'y' }, series: [{ name: 'a', y }] });
    const [trace] = traces(chart.figure());
    const place = trace?.y.indexOf(9) ?? -1;
    assert.equal(trace?.x[place], 54_321);
  });

  it('shows a value that is not finite as a gap', () => {
    const chart = lineChart({
      title: 't',
      x: { label: 'x' },
      y: { label: 'y' },
      series: [{ name: 'a', y: [1, NaN, Infinity, 2] }],
    });
    assert.deepEqual(traces(chart.figure())[0]?.y, [1, null, null, 2]);
    assert.doesNotMatch(chart.svg(), /NaN|Infinity/);
  });

  it('draws a chart that has no values yet', () => {
    const chart = lineChart({
      title: 't',
      x: { label: 'x' },
      y: { label: 'y' },
      series: [{ name: 'a', y: [] }],
    });
    assertWellFormed(chart.svg());
    assert.match(chart.toString(), /no values yet/);
    const bars = barChart({ title: 't', x: { label: 'x' }, y: { label: 'y' }, bars: [] });
    assertWellFormed(bars.svg());
  });

  it('rounds the numbers of a figure to five digits', () => {
    const chart = lineChart({
      title: 't',
      x: { label: 'x' },
      y: { label: 'y' },
      series: [{ name: 'a', y: [1 / 3] }],
    });
    assert.deepEqual(traces(chart.figure())[0]?.y, [0.33333]);
  });

  it('writes words into cells, cut where they are long, and whole where one hovers and in a terminal', () => {
    const long = 'a word that no cell is wide enough for';
    const columns = ['x', '花'];
    const map = heatMap({
      title: 't',
      x: { label: 'place' },
      y: { label: 'layer' },
      rows: ['0', '1'],
      columns,
      values: [
        [0.1, 0.9],
        [NaN, 0.5],
      ],
      words: [
        ['spring', '春天'],
        ['unseen', long],
      ],
      value: { label: 'probability' },
    });
    const words = outline(map.svg());
    assert.ok(words.includes('spring') && words.includes('春天') && !words.includes('0.90'));
    assert.ok(!words.includes('unseen'), 'no word in an empty cell');
    assert.ok(words.some((word) => /^a word.*…$/.test(word)) && !words.includes(long));
    const [trace] = map.figure().data as unknown as { customdata: string[][]; text: string[][] }[];
    assert.equal(trace!.customdata[1]![1], long);
    assert.match(trace!.text[1]![1]!, /^a word.*…$/);
    assert.match(String(map), /layer ↓, place →\n +│x +花\n0 │spring +春天\n1 │ +a word/);
  });

  it('keeps equal labels apart', () => {
    const words = ['花', '花', '很'];
    const map = heatMap({
      title: 't',
      x: { label: 'x' },
      y: { label: 'y' },
      rows: words,
      columns: words,
      values: [
        [1, 2, 3],
        [4, 5, 6],
        [7, 8, 9],
      ],
      value: { label: 'v' },
    });
    const { layout } = map.figure() as unknown as {
      layout: { xaxis: { tickvals: number[]; ticktext: string[] } };
    };
    assert.deepEqual(layout.xaxis.tickvals, [0, 1, 2]);
    assert.deepEqual(layout.xaxis.ticktext, words);
    assert.equal(outline(map.svg()).filter((text) => text === '花').length, 4);
  });

  it('bins round numbers, and whole numbers around themselves', () => {
    const bins = (values: number[]) => {
      const [trace] = traces(histogram({ title: 't', x: { label: 'x' }, values }).figure());
      return [trace?.x, trace?.y];
    };
    assert.deepEqual(bins([0, 1, 1, 2, 4]), [
      [0, 1, 2, 3, 4],
      [1, 2, 1, 0, 1],
    ]);
    const [places, counts] = bins([0.05, 0.1, 0.25, 0.9, NaN]);
    assert.equal(
      counts?.reduce<number>((sum, count) => sum + (count ?? 0), 0),
      4,
    );
    assert.ok(places !== undefined && places.length >= 5);
  });

  it('prints text where there is no host', () => {
    const text = printed(() =>
      barChart({
        title: '春 leads',
        x: { label: 'probability', unit: '%' },
        y: { label: 'guess' },
        bars: [
          { label: '春', value: 80 },
          { label: 'autumn', value: 20 },
        ],
        highlight: '春',
        rules: [{ x: 25, label: 'chance' }],
      }).show(),
    );
    assert.equal(
      text,
      [
        '春 leads',
        'probability (%)',
        `春     ${'█'.repeat(32)} 80 % ◀`,
        `autumn ${'█'.repeat(8)} 20 %`,
        '┄ chance: probability (%) = 25',
        '',
      ].join('\n'),
    );
  });

  it('writes a curve as a line of blocks', () => {
    const chart = lineChart({
      title: 't',
      x: { label: 'step' },
      y: { label: 'loss' },
      series: [{ name: 'train', y: [8, 7, 6, 5, 4, 3, 2, 1] }],
    });
    assert.equal(chart.toString(), 't\nloss, step 0 to 7\ntrain  8 █▇▆▅▄▃▂▁ 1');
  });
});

describe('hostile text in a chart', () => {
  for (const [name, chart] of Object.entries(samples(HOSTILE))) {
    it(`${name}: stays text`, () => {
      assertWellFormed(chart.svg());
      assert.doesNotMatch(chart.svg(), /<(script|img)/);
      const labels = JSON.stringify(chart.figure());
      assert.doesNotMatch(labels, /<(script|img|\/script)/);
    });
  }

  it('keeps dollar signs from being read as TeX', () => {
    const chart = lineChart({
      title: '$x$',
      x: { label: 'x' },
      y: { label: 'y' },
      series: [{ name: 'a', y: [1] }],
    });
    assert.doesNotMatch(JSON.stringify(chart.figure()), /\$/);
  });
});
