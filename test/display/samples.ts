/** One chart of each kind, small and with Chinese labels. */
import {
  barChart,
  heatMap,
  histogram,
  lineChart,
  scatterChart,
  type Chart,
} from 'kernel-lib/dist/display/chart/chart.js';

/** Every text of the chart is `text`. */
export function samples(text = '季节 seasons'): Record<string, Chart> {
  const x = { label: `${text} x`, unit: text };
  const y = { label: `${text} y`, unit: text };
  const shared = { title: text, subtitle: text, x, y };
  const rules = [
    { y: 2, label: text },
    { x: 1, label: text },
  ];
  return {
    line: lineChart({
      ...shared,
      rules,
      series: [
        { name: text, y: [3, 2.5, NaN, 1] },
        { name: `${text} 2`, x: [0, 1, 3], y: [1, 2, 1.0123456789], dashed: true },
      ],
    }),
    scatter: scatterChart({
      ...shared,
      rules,
      series: [
        { name: text, x: [0, 1, 2], y: [1, 2, 3], labels: [text, '春', text] },
        { name: `${text} 2`, x: [0.5], y: [2] },
      ],
    }),
    bar: barChart({
      ...shared,
      rules: [{ x: 1, label: text }],
      bars: [{ label: text, value: 3 }],
      highlight: text,
    }),
    grouped: barChart({
      ...shared,
      direction: 'vertical',
      rules: [{ y: 1, label: text }],
      bars: [{ label: text, value: { [text]: 3, after: -2 } }],
    }),
    heatMap: heatMap({
      ...shared,
      rows: [text, text],
      columns: [text, '春', text],
      values: [
        [0, 0.5, 1],
        [NaN, 0.25, 0.125],
      ],
      value: { label: text, unit: text },
    }),
    words: heatMap({
      ...shared,
      rows: [text],
      columns: [text, '春'],
      values: [[0, 1]],
      words: [[text, '春']],
      value: { label: text },
    }),
    histogram: histogram({
      title: text,
      x,
      series: [
        { name: text, values: [1, 2, 2, 3, 3, 3] },
        { name: `${text} 2`, values: [2, 5] },
      ],
      rules: [{ x: 2, label: text }],
    }),
  };
}
