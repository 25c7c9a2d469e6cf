/** From values to what is drawn: ranges, round ticks, bins, and the points that can be seen. */
import { formatNumber } from '../numbers.js';
import type { Axis } from './description.js';

/** `NaN` for y is a gap. */
export type Point = readonly [x: number, y: number];
export type Range = readonly [low: number, high: number];

/** The smallest and largest finite value; `undefined` where there is none. A loop, since charts may hold millions. */
export function extent(values: Iterable<number>): Range | undefined {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : undefined;
}

/** The round step (1, 2 or 5 times a power of ten) that cuts `span` into about `count` parts. */
export function roundStep(span: number, count: number): number {
  const raw = span / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(raw));
  const lead = raw / power;
  return power * (lead >= 7.07 ? 10 : lead >= 3.16 ? 5 : lead >= 1.41 ? 2 : 1);
}

function logTicks([low, high]: Range): number[] {
  const digits = Math.log10(high / low) > 3 ? [1] : [1, 2, 5];
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
    for (const digit of digits) ticks.push(Number((digit * 10 ** power).toPrecision(1)));
  }
  return ticks.filter((tick) => tick >= low * 0.999 && tick <= high * 1.001);
}

/** Round values inside the range, about `count` of them. */
export function ticksOf(range: Range, scale: Axis['scale'], count = 6): number[] {
  const [low, high] = range;
  // Within less than a power of ten round numbers name more places.
  if (scale === 'log' && high / low > 10) return logTicks(range);
  const step = roundStep(high - low, count);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  );
}

/** Rounded outwards to one digit: 1.3 to 47 becomes 1 to 50. */
function logRange([low, high]: Range, round: boolean): Range {
  if (low === high) return [low / 2, high * 2];
  if (!round) return [low, high];
  const outwards = (value: number, to: (value: number) => number) => {
    const power = 10 ** Math.floor(Math.log10(value) + 1e-9);
    return Number((to(value / power) * power).toPrecision(1));
  };
  return [outwards(low, (lead) => Math.floor(lead + 1e-9)), outwards(high, (lead) => Math.ceil(lead - 1e-9))];
}

interface RangeRules {
  /** `always`: bars; `near`: where the values come close to it anyway; `never`: positions such as steps. */
  zero: 'always' | 'near' | 'never';
  /** Round outwards to the next tick. */
  round: boolean;
}

/** What an axis shows: its own range, else what the values (and rules) need. */
export function axisRange(axis: Axis, values: Iterable<number>, { zero, round }: RangeRules): Range {
  if (axis.range !== undefined) return axis.range;
  const found = extent(values) ?? (axis.scale === 'log' ? [1, 10] : [0, 1]);
  if (axis.scale === 'log') return logRange(found, round);
  let [low, high] = found;
  if (zero === 'always' || (zero === 'near' && low > 0 && low < 0.45 * high)) low = Math.min(0, low);
  if (zero === 'always' || (zero === 'near' && high < 0 && high > 0.45 * low)) high = Math.max(0, high);
  if (low === high) {
    const room = low === 0 ? 1 : Math.abs(low) * 0.1;
    [low, high] = zero === 'always' ? [low, 1] : [low - room, high + room];
  }
  if (!round) return [low, high];
  const step = roundStep(high - low, 6);
  const clean = (value: number) => Number(value.toPrecision(12));
  return [clean(Math.floor(low / step + 1e-9) * step), clean(Math.ceil(high / step - 1e-9) * step)];
}

export function pointsOf({ x, y }: { x?: ArrayLike<number>; y: ArrayLike<number> }): Point[] {
  return Array.from(y, (value, index): Point => [x?.[index] ?? index, Number.isFinite(value) ? value : NaN]);
}

/**
 * At most about `limit` points of a line, in order: of each stretch the first, lowest, highest and last, and one gap,
 * so that no spike and no hole that could be seen is lost.
 */
export function decimateLine(points: readonly Point[], limit: number): readonly Point[] {
  if (points.length <= limit) return points;
  const stretches = Math.max(1, Math.floor(limit / 4));
  const kept: Point[] = [];
  for (let stretch = 0; stretch < stretches; stretch++) {
    const from = Math.floor((stretch * points.length) / stretches);
    const to = Math.floor(((stretch + 1) * points.length) / stretches);
    let lowest = from;
    let highest = from;
    let gap = -1;
    for (let index = from; index < to; index++) {
      const value = points[index]?.[1] ?? NaN;
      if (Number.isNaN(value)) gap = index;
      // Written so that a NaN at the start is replaced by the first number.
      if (!(value >= (points[lowest]?.[1] ?? NaN)) && !Number.isNaN(value)) lowest = index;
      if (!(value <= (points[highest]?.[1] ?? NaN)) && !Number.isNaN(value)) highest = index;
    }
    const chosen = new Set([from, lowest, highest, to - 1, ...(gap < 0 ? [] : [gap])]);
    for (const index of [...chosen].sort((a, b) => a - b)) {
      const point = points[index];
      if (point !== undefined) kept.push(point);
    }
  }
  return kept;
}

/**
 * At most `limit` indices of points: of those on the same pixel one, and of what is still too many every so many-th,
 * so that dense places stay dense.
 */
export function decimateCloud(points: readonly Point[], limit: number): number[] {
  const [left, right] = extent(points.map(([x]) => x)) ?? [0, 1];
  const [low, high] = extent(points.map(([, y]) => y)) ?? [0, 1];
  const pixel = (value: number, from: number, to: number) =>
    Math.round(((value - from) / (to - from || 1)) * 560);
  const seen = new Set<number>();
  const kept = points.flatMap(([x, y], index) => {
    if (!Number.isFinite(x) || !Number.isFinite(y)) return [];
    const cell = pixel(x, left, right) * 1000 + pixel(y, low, high);
    if (seen.has(cell)) return [];
    seen.add(cell);
    return [index];
  });
  if (kept.length <= limit) return kept;
  return Array.from({ length: limit }, (_, place) => kept[Math.floor((place * kept.length) / limit)] ?? 0);
}

export interface Bins {
  /** One more than there are bins, evenly spaced, round. */
  edges: number[];
  /** `counts[series][bin]`; a value on an edge belongs to the bin above it, the last edge to the last bin. */
  counts: number[][];
}

/** Whole numbers get bins around them, so that no bin lies between two. */
function binEdges(
  all: readonly number[],
  wanted: number | undefined,
): { first: number; step: number; count: number } {
  const [low, high] = extent(all) ?? [0, 1];
  const parts = wanted ?? Math.min(40, Math.max(5, Math.ceil(2 * Math.cbrt(all.length))));
  const raw = roundStep(high > low ? high - low : Math.abs(low) || 1, parts);
  const whole = all.every(Number.isInteger);
  const step = whole ? Math.max(1, Math.round(raw)) : raw;
  const shift = whole ? 0.5 : 0;
  const first = Math.floor((low + shift) / step + 1e-9);
  const last = whole ? Math.floor((high + shift) / step) + 1 : Math.ceil(high / step - 1e-9);
  return { first: first * step - shift, step, count: Math.max(1, last - first) };
}

/** `4` for the bin around a whole number, else `4 – 6`. */
export function binLabel(from: number, to: number): string {
  if (to - from === 1 && from % 1 !== 0) return formatNumber(from + 0.5);
  const whole = from % 1 !== 0 && (to - from) % 1 === 0;
  return whole
    ? `${formatNumber(from + 0.5)} – ${formatNumber(to - 0.5)}`
    : `${formatNumber(from)} – ${formatNumber(to)}`;
}

/** Bins common to all series, with round edges. Values that are not finite are left out. */
export function binsOf(series: readonly { values: ArrayLike<number> }[], wanted?: number): Bins {
  const all = series.flatMap(({ values }) => Array.from(values).filter(Number.isFinite));
  const { first, step, count } = binEdges(all, wanted);
  const edges = Array.from({ length: count + 1 }, (_, index) =>
    Number((first + index * step).toPrecision(12)),
  );
  const counts = series.map(({ values }) => {
    const row = new Array<number>(count).fill(0);
    for (const value of Array.from(values)) {
      if (!Number.isFinite(value)) continue;
      const bin = Math.min(count - 1, Math.max(0, Math.floor((value - first) / step + 1e-9)));
      row[bin] = (row[bin] ?? 0) + 1;
    }
    return row;
  });
  return { edges, counts };
}
