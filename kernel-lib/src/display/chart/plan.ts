/** A chart made ready for drawing: ranges, colours, words and their places. SVG and Plotly both draw a plan. */
import { formatNumber } from '../numbers.js';
import type { Ramp } from '../palette.js';
import { cutPixels, pixels } from '../textWidth.js';
import type { Axis, Rule } from './description.js';
import { position, SIZE, spread, type Frame, type Legend, type SideLabel } from './layout.js';
import { ticksOf, type Point, type Range } from './scale.js';

export interface AxisPlan {
  axis: Axis;
  /** From left to right, or from bottom to top: categories on y count downwards, so there it goes down. */
  range: Range;
  ticks: { value: number; label: string }[];
  /** Numbers, not categories. */
  numeric: boolean;
  /** Lines across the plotting area, where a reader follows them. */
  grid: boolean;
  /** Degrees that the labels below are turned by. */
  turned?: number;
}

export interface DrawnLine {
  name: string;
  colour: string;
  dashed: boolean;
  points: readonly Point[];
}

export interface DrawnCloud {
  name: string;
  colour: string;
  points: readonly Point[];
  labels?: readonly string[];
}

/** A rectangle in the units of the axes: a bar, or a bin of a histogram. */
export interface DrawnBar {
  x1: number;
  x2: number;
  y1: number;
  y2: number;
  colour: string;
  /** Which bar in which group; for hovering. */
  label: string;
  group: string;
  value: number;
  /** Written at the bar's end. */
  text?: string;
  strong?: boolean;
}

export interface DrawnCells {
  values: number[][];
  range: Range;
  ramp: Ramp;
  /** What the colours count, with its unit. */
  title: string;
  /** What is written into the cells: their numbers, or words as far as they fit. */
  texts?: string[][];
  /** The words whole; for hovering and for terminals. */
  words?: readonly (readonly string[])[];
  fontSize: number;
}

/** The label of a vertical rule, above the plotting area. */
export interface TopLabel {
  text: string;
  value: number;
  /** Pixels from the left of the plotting area, of its middle. */
  centre: number;
  row: number;
}

export interface Plan {
  frame: Frame;
  x: AxisPlan;
  y: AxisPlan;
  rules: readonly Rule[];
  side: readonly SideLabel[];
  top: readonly TopLabel[];
  marks:
    | { kind: 'line'; lines: readonly DrawnLine[] }
    | { kind: 'scatter'; clouds: readonly DrawnCloud[] }
    | { kind: 'bar'; bars: readonly DrawnBar[]; horizontal: boolean }
    | { kind: 'histogram'; bars: readonly DrawnBar[]; overlaid: boolean }
    | { kind: 'heatMap'; cells: DrawnCells; columns: readonly string[]; rows: readonly string[] };
}

const SUPERSCRIPT: Record<string, string> = { '-': '⁻', ...Object.fromEntries([...'⁰¹²³⁴⁵⁶⁷⁸⁹'].entries()) };

/** `10⁹` for far powers of ten on a logarithmic axis, else the number. */
export function tickLabel(value: number, { scale }: Axis): string {
  const power = Math.log10(value);
  if (scale !== 'log' || !Number.isInteger(power) || Math.abs(power) < 4) return formatNumber(value);
  return `10${[...String(power)].map((sign) => SUPERSCRIPT[sign] ?? '').join('')}`;
}

export function numberTicks(axis: Axis, range: Range, count: number): AxisPlan['ticks'] {
  return ticksOf(range, axis.scale, count).map((value) => ({ value, label: tickLabel(value, axis) }));
}

export const RULE_COLOUR = '#767676';
export const TOP_ROW = 15;
const MOST_SIDE = 170;

/** What stands at the right: the names of lines and the labels of horizontal rules. */
export interface SideText {
  text: string;
  colour: string;
  value: number;
  strong: boolean;
}

export function ruleSideTexts(rules: readonly Rule[]): SideText[] {
  return rules.flatMap(({ y, label }) =>
    y === undefined ? [] : [{ text: label, colour: RULE_COLOUR, value: y, strong: false }],
  );
}

/** Room to the right that the side labels need. */
export function sideRoom(texts: readonly SideText[]): number {
  const width = (text: SideText) =>
    Math.min(MOST_SIDE, pixels(text.text, SIZE.label * (text.strong ? 1.08 : 1)));
  return texts.length === 0 ? 0 : Math.max(...texts.map(width)) + 10;
}

/** The side labels in their places; those whose value lies outside the range are left out. */
export function sideLabels(
  texts: readonly SideText[],
  range: Range,
  height: number,
  axis: Axis,
): SideLabel[] {
  const labels = texts.flatMap((side) => {
    const wanted = height - position(side.value, range, height, axis);
    if (!(wanted >= -1 && wanted <= height + 1)) return [];
    return [{ ...side, text: cutPixels(side.text, MOST_SIDE, SIZE.label), wanted, top: wanted }];
  });
  return spread(labels, height);
}

/** The labels of vertical rules in as few rows as they need. `xRange` and `width` as they will be drawn. */
export function topLabels(rules: readonly Rule[], range: Range, width: number, axis: Axis): TopLabel[] {
  const ends: number[] = [];
  const found = rules.flatMap(({ x, label }) => (x === undefined ? [] : [{ value: x, text: label }]));
  return found
    .sort((a, b) => a.value - b.value)
    .flatMap(({ value, text }) => {
      const at = position(value, range, width, axis);
      if (!(at >= -1 && at <= width + 1)) return [];
      const shown = cutPixels(text, Math.min(width, 260), SIZE.tick);
      const half = pixels(shown, SIZE.tick) / 2 + 3;
      const centre = Math.min(Math.max(at, half - 12), Math.max(half, width - half + 12));
      let row = ends.findIndex((end) => end <= centre - half);
      if (row < 0) row = ends.length;
      ends[row] = centre + half;
      return [{ text: shown, value, centre, row }];
    });
}

/** Room above the plotting area for the labels of vertical rules. */
export function topRoom(labels: readonly TopLabel[]): number {
  return labels.length === 0 ? 0 : (Math.max(...labels.map(({ row }) => row)) + 1) * TOP_ROW;
}

/** The legend of several series that cannot be named where they lie. */
export function legendOf(series: readonly Legend[]): readonly Legend[] {
  return series.length > 1 ? series : [];
}
