/** What a chart says, as plain data (JSON): one description is drawn by Plotly, as SVG and as text. */
import type { Colour, Ramp } from '../palette.js';

/** An axis: what it counts and in which unit. */
export interface Axis {
  label: string;
  /** Shown in brackets after the label: `loss (nats)`. */
  unit?: string;
  /** Default `linear`. `log` refuses values that are not above 0. */
  scale?: 'linear' | 'log';
  /** The first and last value shown; default: what the data need. */
  range?: readonly [number, number];
}

/** A straight reference line across the chart, on one of the two axes. */
export interface Rule {
  x?: number;
  y?: number;
  label: string;
}

interface Described {
  /** The chart's message in one sentence; it is wrapped where it is long. */
  title: string;
  /** A second, smaller line: conditions, sample size, source. */
  subtitle?: string;
  x: Axis;
  y: Axis;
  rules?: readonly Rule[];
  /** Height of the plotting area in pixels. */
  height?: number;
}

export interface Series {
  /** Names that mean something have their colour: train, held-out, base, SFT, RLHF, English, Chinese. */
  name: string;
  /** Default: 0, 1, 2, … A value that is not finite leaves a gap. */
  x?: ArrayLike<number>;
  y: ArrayLike<number>;
  colour?: Colour;
}

export interface LineSeries extends Series {
  dashed?: boolean;
}

export interface LineDescription extends Described {
  series: readonly LineSeries[];
}

export interface ScatterSeries extends Series {
  /** One a point; drawn beside it where there is room. */
  labels?: readonly string[];
}

export interface ScatterDescription extends Described {
  series: readonly ScatterSeries[];
}

export interface Bar {
  label: string;
  /** One value, or one a group: `{ before: 4, after: 93 }`. */
  value: number | Readonly<Record<string, number>>;
  colour?: Colour;
}

/** `x` and `y` are named as they are drawn: the values of horizontal bars lie on `x`. */
export interface BarDescription extends Described {
  bars: readonly Bar[];
  /** Default `horizontal`: long labels stay readable. */
  direction?: 'horizontal' | 'vertical';
  /** The label of the bar that the title talks about; the others step back. */
  highlight?: string;
  /** Colours of groups by name. */
  colours?: Readonly<Record<string, Colour>>;
}

export interface HeatMapDescription extends Described {
  /** Labels from left to right; equal labels stay separate columns. */
  columns: readonly string[];
  /** Labels from top to bottom. */
  rows: readonly string[];
  /** `values[row][column]`; a value that is not finite leaves the cell empty. */
  values: readonly ArrayLike<number>[];
  /** What a cell's colour counts. */
  value: Axis;
  /** Write the numbers into the cells. Default: when there are at most 120 cells. */
  cellText?: boolean;
  /** `words[row][column]`: written into the cells instead of the numbers. */
  words?: readonly (readonly string[])[];
  /** `diverging` has its middle at 0. Default `sequential`. */
  ramp?: Ramp;
}

export interface HistogramSeries {
  name: string;
  values: ArrayLike<number>;
  colour?: Colour;
}

export interface HistogramDescription extends Omit<Described, 'y'> {
  /** Default: counts. */
  y?: Axis;
  values?: ArrayLike<number>;
  /** Instead of `values`, where several are compared. */
  series?: readonly HistogramSeries[];
  /** About how many bins; their edges are round numbers. Default: from the number of values, 5 to 40. */
  bins?: number;
}

export type ChartDescription =
  | ({ kind: 'line' } & LineDescription)
  | ({ kind: 'scatter' } & ScatterDescription)
  | ({ kind: 'bar' } & BarDescription)
  | ({ kind: 'heatMap' } & HeatMapDescription)
  | ({ kind: 'histogram' } & HistogramDescription);

/** `loss (nats)` */
export function axisTitle(axis: Axis): string {
  return axis.unit === undefined || axis.unit === '' ? axis.label : `${axis.label} (${axis.unit})`;
}
