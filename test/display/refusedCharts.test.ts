/** Charts that would say something that is not so. */
import assert from 'node:assert/strict';
import { barChart, type Chart, heatMap, histogram, lineChart } from 'kernel-lib/dist/display/chart/chart.js';

describe('a chart that cannot be drawn honestly is refused', () => {
  const axes = { x: { label: 'x' }, y: { label: 'y' } };
  const oneCell = { ...axes, title: 't', rows: ['r'], columns: ['c'], values: [[1]], value: { label: 'v' } };
  const cases: [string, () => Chart, RegExp][] = [
    [
      'words without a cell',
      () => heatMap({ ...oneCell, words: [['a', 'b']] }),
      /words are needed for 1 rows of 1 cells/,
    ],
    [
      'cells without words',
      () => heatMap({ ...oneCell, words: [] }),
      /words are needed for 1 rows of 1 cells/,
    ],
    ['no title', () => lineChart({ ...axes, title: ' ', series: [] }), /needs a title/],
    [
      'no axis name',
      () => lineChart({ ...axes, x: { label: '' }, title: 't', series: [] }),
      /axis x needs a label/,
    ],
    [
      'other lengths',
      () => lineChart({ ...axes, title: 't', series: [{ name: 'a', x: [1], y: [1, 2] }] }),
      /series "a" has 1 values of x and 2 of y/,
    ],
    [
      'no number',
      () => lineChart({ ...axes, title: 't', series: [{ name: 'a', y: ['1'] as unknown as number[] }] }),
      /series "a" has 1 in y; only numbers/,
    ],
    [
      'zero on a logarithmic axis',
      () =>
        lineChart({
          ...axes,
          y: { label: 'y', scale: 'log' },
          title: 't',
          series: [{ name: 'a', y: [1, 0] }],
        }),
      /logarithmic and cannot show 0/,
    ],
    [
      'NaN bar',
      () => barChart({ ...axes, title: 't', bars: [{ label: 'b', value: NaN }] }),
      /bar "b" is NaN/,
    ],
    [
      'unknown highlight',
      () => barChart({ ...axes, title: 't', bars: [{ label: 'b', value: 1 }], highlight: 'c' }),
      /no bar is called "c"; there are b/,
    ],
    [
      'unknown colour',
      () => barChart({ ...axes, title: 't', bars: [{ label: 'b', value: 1, colour: '#"onload=' }] }),
      /Unknown colour/,
    ],
    [
      'ragged heat map',
      () =>
        heatMap({
          ...axes,
          title: 't',
          rows: ['r'],
          columns: ['a', 'b'],
          values: [[1]],
          value: { label: 'v' },
        }),
      /row 0 \("r"\) has 1 values for 2 columns/,
    ],
    [
      'rule without place',
      () => lineChart({ ...axes, title: 't', series: [], rules: [{ label: 'r' }] }),
      /either x or y/,
    ],
    ['histogram of nothing', () => histogram({ ...axes, title: 't' }), /either values or series/],
  ];
  for (const [name, make, message] of cases) it(name, () => assert.throws(make, message));
});
