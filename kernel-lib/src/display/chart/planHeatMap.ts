/** Plans of heat maps: a table of colours, with numbers or words in its cells. */
import { cutPixels, pixels } from '../textWidth.js';
import { axisTitle, type ChartDescription } from './description.js';
import { frameOf, SIZE, widest, WIDTH } from './layout.js';
import type { DrawnCells, Plan } from './plan.js';
import { categories, labelsBelow, MOST_LABEL } from './planBars.js';
import { extent, type Range } from './scale.js';

type Of<Kind extends ChartDescription['kind']> = ChartDescription & { kind: Kind };

function cellRange({ value, values, ramp }: Of<'heatMap'>): Range {
  if (value.range !== undefined) return value.range;
  const [low, high] = extent(values.flatMap((row) => Array.from(row))) ?? [0, 1];
  if (ramp === 'diverging') {
    const most = Math.max(Math.abs(low), Math.abs(high)) || 1;
    return [-most, most];
  }
  // Shares and probabilities are read from 0.
  const from = low >= 0 && low < 0.45 * high ? 0 : low;
  return from === high ? [from, from + (Math.abs(from) || 1)] : [from, high];
}

type CellTexts = Partial<Pick<DrawnCells, 'texts' | 'words'>> & Pick<DrawnCells, 'fontSize'>;

function cellTexts(description: Of<'heatMap'>, width: number): CellTexts {
  const { rows, columns, values, cellText, words } = description;
  if (words !== undefined) {
    const seen = words.map((row, r) => row.map((word, c) => (Number.isFinite(values[r]?.[c]) ? word : '')));
    return cellWords(seen, width);
  }
  const wanted = cellText ?? rows.length * columns.length <= 120;
  const [low, high] = cellRange(description);
  // Two digits of the largest value; all cells with the same decimals, so that they can be compared.
  const decimals = Math.max(0, 1 - Math.floor(Math.log10(Math.max(Math.abs(low), Math.abs(high)) || 1)));
  const written = (value: number) =>
    value
      .toFixed(Math.min(decimals, 6))
      .replace(/^-?0\.?0*$/, '0')
      .replace('-', '−');
  const texts = values.map((row) =>
    Array.from(row, (value) => (Number.isFinite(value) ? written(value) : '')),
  );
  const needed = Math.max(1, ...texts.flat().map((text) => pixels(text, 1)));
  const fontSize = Math.min(SIZE.tick, (width - 4) / needed);
  return wanted && fontSize >= 7 ? { texts, fontSize } : { fontSize };
}

/** Long words are cut rather than that all become tiny. */
function cellWords(words: readonly (readonly string[])[], width: number): CellTexts {
  const needed = Math.max(1, ...words.flat().map((word) => pixels(word, 1)));
  const fontSize = Math.min(SIZE.tick, Math.max(9, (width - 4) / needed));
  const texts = words.map((row) => row.map((word) => cutPixels(word, width - 4, fontSize)));
  return { texts, words, fontSize };
}

export function planHeatMap(description: Of<'heatMap'>): Plan {
  const { title, subtitle, x, y, rows, columns, values, words, rules = [] } = description;
  const left = widest(rows, SIZE.label, MOST_LABEL);
  // The scale of colours stands at the right.
  const scaleRoom = 86;
  const free = WIDTH - left - scaleRoom - 40;
  const cellWidth = Math.min(
    rows.length === 1 || words !== undefined ? 90 : 52,
    free / Math.max(1, columns.length),
  );
  const cellHeight = Math.min(34, Math.max(columns.length > 40 ? 6 : 15, cellWidth));
  const plotHeight = description.height ?? Math.round(cellHeight * Math.max(1, rows.length));
  const below = labelsBelow(columns, cellWidth);
  const plotWidth = cellWidth * Math.max(1, columns.length);
  const across = { downwards: false, place: cellWidth, most: 120 };
  const down = { downwards: true, place: cellHeight, most: MOST_LABEL };
  const cells = {
    values: values.map((row) => Array.from(row)),
    range: cellRange(description),
    ramp: description.ramp ?? ('sequential' as const),
    title: axisTitle(description.value),
    ...cellTexts(description, cellWidth),
  };
  return {
    frame: frameOf({
      title,
      subtitle,
      x,
      y,
      left,
      right: Math.max(scaleRoom, WIDTH - left - plotWidth - 40),
      below: below.room,
      plotHeight,
    }),
    x: { ...categories(columns, x, across), turned: below.turned },
    y: categories(rows, y, down),
    rules,
    side: [],
    top: [],
    marks: { kind: 'heatMap', cells, columns, rows },
  };
}
