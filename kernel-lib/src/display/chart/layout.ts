/** Where the words of a chart stand; shared by the SVG and the Plotly figure, so that both look the same. */
import { cutPixels, pixels, wrapPixels } from '../textWidth.js';
import { axisTitle, type Axis } from './description.js';

export const WIDTH = 680;
export const FONT =
  "system-ui, -apple-system, 'Segoe UI', 'Noto Sans', 'PingFang SC', 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif";
export const SIZE = { title: 16, subtitle: 12.5, label: 12, tick: 11 } as const;
/** Lines of text are this much higher than their letters. */
const LEADING = 1.35;
const EDGE = 16;

export interface Legend {
  name: string;
  colour: string;
  dashed?: boolean;
}

/** A text that stands beside what it names, to the right of the plotting area. */
export interface SideLabel {
  text: string;
  colour: string;
  /** The value on the y axis that it belongs to. */
  value: number;
  /** Where it belongs, in pixels from the top of the plotting area. */
  wanted: number;
  /** Where it stands, once no two overlap. */
  top: number;
  /** Series are bold, rules are not. */
  strong: boolean;
}

export interface Frame {
  width: number;
  height: number;
  margin: { top: number; right: number; bottom: number; left: number };
  plot: { width: number; height: number };
  title: string[];
  subtitle: string[];
  legend: readonly Legend[];
  xTitle: string;
  yTitle: string;
  /** Baselines in pixels from the top. */
  at: { title: number; subtitle: number; legend: number; yTitle: number };
}

interface FrameNeeds {
  title: string;
  subtitle?: string | undefined;
  x: Axis;
  y: Axis;
  legend?: readonly Legend[];
  /** Pixels that the tick labels on the left, below, and the labels on the right need. */
  left: number;
  below?: number;
  right: number;
  plotHeight: number;
  /** Extra room at the top of the plotting area, for labels of vertical rules. */
  above?: number;
}

/** Sets title, subtitle, legend and axis names around a plotting area. */
export function frameOf(needs: FrameNeeds): Frame {
  const title = wrapPixels(needs.title, WIDTH - 2 * EDGE, SIZE.title * 1.15);
  const subtitle =
    needs.subtitle === undefined ? [] : wrapPixels(needs.subtitle, WIDTH - 2 * EDGE, SIZE.subtitle, 2);
  const legend = needs.legend ?? [];
  let y = EDGE + SIZE.title;
  const at = { title: y, subtitle: 0, legend: 0, yTitle: 0 };
  y += (title.length - 1) * SIZE.title * LEADING;
  at.subtitle = y + SIZE.subtitle * LEADING + 2;
  if (subtitle.length > 0) y = at.subtitle + (subtitle.length - 1) * SIZE.subtitle * LEADING;
  at.legend = y + SIZE.label * LEADING + 6;
  if (legend.length > 0) y = at.legend;
  at.yTitle = y + SIZE.label * LEADING + 10;
  const margin = {
    top: Math.round(at.yTitle + 12 + (needs.above ?? 0)),
    right: Math.round(needs.right + EDGE),
    bottom: Math.round((needs.below ?? SIZE.tick + 9) + SIZE.label * LEADING + 14),
    left: Math.round(needs.left + EDGE + 8),
  };
  return {
    width: WIDTH,
    height: margin.top + needs.plotHeight + margin.bottom,
    margin,
    plot: { width: WIDTH - margin.left - margin.right, height: needs.plotHeight },
    title,
    subtitle,
    legend,
    xTitle: cutPixels(axisTitle(needs.x), WIDTH - 2 * EDGE, SIZE.label),
    yTitle: cutPixels(axisTitle(needs.y), WIDTH - 2 * EDGE, SIZE.label),
    at,
  };
}

export const LEFT_EDGE = EDGE;
export const LINE_HEIGHT = LEADING;

/** The widest of some texts, in pixels, not more than `most`. */
export function widest(texts: readonly string[], fontSize: number, most: number): number {
  return Math.min(
    most,
    texts.reduce((width, text) => Math.max(width, pixels(text, fontSize)), 0),
  );
}

/** Position in pixels from the low end of an axis that is `length` long. */
export function position(
  value: number,
  [low, high]: readonly [number, number],
  length: number,
  axis: Axis,
): number {
  const of = axis.scale === 'log' ? Math.log : (each: number) => each;
  return ((of(value) - of(low)) / (of(high) - of(low))) * length;
}

/** Pushes labels apart until each has its line, keeping their order and staying inside the height. */
export function spread(labels: SideLabel[], height: number, line = SIZE.label * 1.25): SideLabel[] {
  const sorted = [...labels].sort((a, b) => a.wanted - b.wanted);
  let free = -Infinity;
  for (const label of sorted) {
    label.top = Math.max(label.wanted, free);
    free = label.top + line;
  }
  let limit = height + line / 2;
  for (const label of sorted.reverse()) {
    label.top = Math.min(label.top, limit);
    limit = label.top - line;
  }
  return sorted.reverse();
}
