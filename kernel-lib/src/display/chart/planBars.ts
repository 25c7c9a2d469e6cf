/** Plans of bars, and what charts with categories share. Categories stand at 0, 1, 2, …, so equal names stay apart. */
import { formatNumber, withUnit } from '../numbers.js';
import { hexOf, PALETTE, seriesColours } from '../palette.js';
import { cutPixels } from '../textWidth.js';
import type { Bar, ChartDescription } from './description.js';
import { frameOf, SIZE, widest } from './layout.js';
import {
  legendOf,
  numberTicks,
  ruleSideTexts,
  sideLabels,
  sideRoom,
  topLabels,
  topRoom,
  type AxisPlan,
  type DrawnBar,
  type Plan,
} from './plan.js';
import { axisRange, type Range } from './scale.js';

type Of<Kind extends ChartDescription['kind']> = ChartDescription & { kind: Kind };

export const MOST_LABEL = 190;
/** How much of a category's place its bars fill. */
const FILL = 0.74;

function groupsOf(bars: readonly Bar[]): string[] {
  const names = bars.flatMap(({ value }) => (typeof value === 'number' ? [''] : Object.keys(value)));
  return [...new Set(names)];
}

function barColour(description: Of<'bar'>, bar: Bar): string {
  if (bar.colour !== undefined) return hexOf(bar.colour);
  if (description.highlight !== undefined) {
    return bar.label === description.highlight ? PALETTE.highlight : PALETTE.muted;
  }
  return seriesColours([{ name: bar.label }])[0] ?? PALETTE.base;
}

/** One rectangle a bar; `along` is the axis of the categories. */
function drawnBars(
  description: Of<'bar'>,
  groups: readonly string[],
  colours: readonly string[],
): DrawnBar[] {
  const horizontal = description.direction !== 'vertical';
  const unit = (horizontal ? description.x : description.y).unit;
  const thickness = FILL / groups.length;
  return description.bars.flatMap((bar, place) =>
    groups.flatMap((group, which) => {
      const value = typeof bar.value === 'number' ? (group === '' ? bar.value : undefined) : bar.value[group];
      if (value === undefined) return [];
      const from = place - FILL / 2 + which * thickness;
      const to = from + thickness * (groups.length > 1 ? 0.9 : 1);
      const number = formatNumber(value, 3);
      const shared = {
        colour: groups.length > 1 ? (colours[which] ?? PALETTE.base) : barColour(description, bar),
        label: bar.label,
        group,
        value,
        text: unit === '%' || unit === '×' ? withUnit(number, unit) : number,
        strong: bar.label === description.highlight,
      };
      return horizontal
        ? [{ x1: 0, x2: value, y1: from, y2: to, ...shared }]
        : [{ x1: from, x2: to, y1: 0, y2: value, ...shared }];
    }),
  );
}

interface CategoryPlaces {
  /** The first at the top, on a y axis; else the first at the left. */
  downwards: boolean;
  /** Pixels that a category has along the axis. */
  place: number;
  /** Pixels that a label may be long. */
  most: number;
}

export function categories(
  labels: readonly string[],
  axis: AxisPlan['axis'],
  { downwards, place, most }: CategoryPlaces,
): AxisPlan {
  const end = Math.max(1, labels.length) - 0.5;
  // Where places are too narrow for a line of text, only every second, third, … is named.
  const every = Math.max(1, Math.ceil((SIZE.label + 1) / place));
  const ticks = labels.flatMap((label, value) =>
    value % every === 0 ? [{ value, label: cutPixels(label, most, SIZE.label) }] : [],
  );
  return { axis, range: downwards ? [end, -0.5] : [-0.5, end], ticks, numeric: false, grid: false };
}

function numbers(axis: AxisPlan['axis'], range: Range): AxisPlan {
  return { axis, range, ticks: numberTicks(axis, range, 5), numeric: true, grid: true };
}

/** The value of a bar below zero stands at its end too, away from the names of the bars. */
function roomBelow([low, high]: Range, needed: boolean, share: number): Range {
  return needed ? [low - (high - low) * share, high] : [low, high];
}

export function planBars(description: Of<'bar'>): Plan {
  const { title, subtitle, x, y, rules = [], bars: given } = description;
  const horizontal = description.direction !== 'vertical';
  const groups = groupsOf(given);
  const colours = seriesColours(
    groups.map((name) => {
      const colour = description.colours?.[name];
      return colour === undefined ? { name } : { name, colour };
    }),
  );
  const bars = drawnBars(description, groups, colours);
  const ruled = rules.flatMap((rule) => (horizontal ? rule.x : rule.y) ?? []);
  const range = roomBelow(
    axisRange(horizontal ? x : y, [...bars.map(({ value }) => value), ...ruled], {
      zero: 'always',
      round: true,
    }),
    (horizontal ? x : y).range === undefined && bars.some(({ value }) => value < 0),
    horizontal ? 0.14 : 0.08,
  );
  const labels = given.map(({ label }) => label);
  const legend = legendOf(groups.map((name, index) => ({ name, colour: colours[index] ?? PALETTE.base })));
  const shared = { title, subtitle, x, y, legend };
  const marks = { kind: 'bar', bars, horizontal } as const;
  const side = horizontal ? [] : ruleSideTexts(rules);
  if (!horizontal) return verticalPlan({ description, shared, range, labels, side, marks });
  const plotHeight =
    description.height ?? Math.max(1, labels.length) * (groups.length > 1 ? 12 + 15 * groups.length : 28);
  const place = plotHeight / Math.max(1, labels.length);
  const needs = {
    ...shared,
    left: widest(labels, SIZE.label, MOST_LABEL),
    right: Math.max(
      12,
      widest(
        bars.map(({ text }) => text ?? ''),
        SIZE.label,
        90,
      ),
    ),
    plotHeight,
  };
  const top = topLabels(rules, range, frameOf(needs).plot.width, x);
  return {
    frame: frameOf({ ...needs, above: topRoom(top) }),
    x: numbers(x, range),
    y: categories(labels, y, { downwards: true, place, most: MOST_LABEL }),
    rules,
    side: [],
    top,
    marks,
  };
}

interface VerticalParts {
  description: Of<'bar'>;
  shared: Pick<Parameters<typeof frameOf>[0], 'title' | 'subtitle' | 'x' | 'y' | 'legend'>;
  range: Range;
  labels: readonly string[];
  side: ReturnType<typeof ruleSideTexts>;
  marks: Plan['marks'];
}

function verticalPlan({ description, shared, range, labels, side, marks }: VerticalParts): Plan {
  const yPlan = numbers(description.y, range);
  const plotHeight = description.height ?? 240;
  const left = widest(
    yPlan.ticks.map(({ label }) => label),
    SIZE.tick,
    90,
  );
  const right = Math.max(12, sideRoom(side));
  const { plot } = frameOf({ ...shared, left, right, plotHeight });
  const place = plot.width / Math.max(1, labels.length);
  const below = labelsBelow(labels, place);
  const xPlan = categories(labels, description.x, { downwards: false, place, most: 120 });
  return {
    frame: frameOf({ ...shared, left, right, plotHeight, below: below.room, above: 6 }),
    x: { ...xPlan, turned: below.turned },
    y: yPlan,
    rules: description.rules ?? [],
    side: sideLabels(side, range, plotHeight, description.y),
    top: topLabels(description.rules ?? [], xPlan.range, plot.width, description.x),
    marks,
  };
}

/** Labels below an axis: level where each fits over its place, else turned. */
export function labelsBelow(labels: readonly string[], place: number): { turned: number; room: number } {
  const needed = widest(labels, SIZE.label, 120);
  if (needed + 6 <= place) return { turned: 0, room: SIZE.label + 9 };
  // Upright where slanted lines would touch.
  return place < 22 ? { turned: -90, room: needed + 12 } : { turned: -45, room: needed * 0.72 + 16 };
}
