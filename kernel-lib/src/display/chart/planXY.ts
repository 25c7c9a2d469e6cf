/** Plans of the charts with two number axes: line, scatter, histogram. */
import { formatNumber } from '../numbers.js';
import { seriesColours } from '../palette.js';
import type { ChartDescription } from './description.js';
import { frameOf, SIZE, widest, type Legend } from './layout.js';
import {
  legendOf,
  numberTicks,
  ruleSideTexts,
  sideLabels,
  sideRoom,
  topLabels,
  topRoom,
  type AxisPlan,
  type Plan,
  type SideText,
} from './plan.js';
import { axisRange, binLabel, binsOf, decimateCloud, decimateLine, pointsOf, type Range } from './scale.js';

/** More points cannot be told apart on 680 pixels. */
const MOST_LINE_POINTS = 600;
const MOST_CLOUD_POINTS = 1200;

type Of<Kind extends ChartDescription['kind']> = ChartDescription & { kind: Kind };

function numberAxis(axis: AxisPlan['axis'], range: Range, count: number, grid: boolean): AxisPlan {
  return { axis, range, ticks: numberTicks(axis, range, count), numeric: true, grid };
}

interface Parts {
  description: Of<'line' | 'scatter' | 'histogram'>;
  xRange: Range;
  yRange: Range;
  side: readonly SideText[];
  legend: readonly Legend[];
  marks: Plan['marks'];
  plotHeight: number;
}

function assemble({ description, xRange, yRange, side, legend, marks, plotHeight }: Parts): Plan {
  const { title, subtitle, x, y = { label: 'count' }, rules = [] } = description;
  const yPlan = numberAxis(y, yRange, 5, true);
  const left = widest(
    yPlan.ticks.map(({ label }) => label),
    SIZE.tick,
    90,
  );
  const right = sideRoom(side);
  const xPlan = numberAxis(x, xRange, 7, description.kind === 'scatter');
  // A last tick label reaches half its width over the edge.
  const needs = { title, subtitle, x, y, legend, left, right: Math.max(right, 12), plotHeight };
  const top = topLabels(rules, xRange, frameOf(needs).plot.width, x);
  return {
    frame: frameOf({ ...needs, above: topRoom(top) }),
    x: xPlan,
    y: yPlan,
    rules,
    side: sideLabels(side, yRange, plotHeight, y),
    top,
    marks,
  };
}

const ruleValues = (description: ChartDescription, axis: 'x' | 'y') =>
  (description.rules ?? []).flatMap((rule) => rule[axis] ?? []);

export function planLine(description: Of<'line'>): Plan {
  const colours = seriesColours(description.series);
  const lines = description.series.map((series, index) => ({
    name: series.name,
    colour: colours[index] ?? '#767676',
    dashed: series.dashed === true,
    points: decimateLine(pointsOf(series), MOST_LINE_POINTS),
  }));
  const points = lines.flatMap((line) => line.points);
  const side = lines.flatMap(({ name, colour, points: own }): SideText[] => {
    const last = own.findLast(([, y]) => !Number.isNaN(y));
    // One line that is called like its axis needs no second name.
    if (last === undefined || (lines.length === 1 && name === description.y.label)) return [];
    return [{ text: name, colour, value: last[1], strong: true }];
  });
  return assemble({
    description,
    xRange: axisRange(description.x, [...points.map(([x]) => x), ...ruleValues(description, 'x')], {
      zero: 'never',
      round: false,
    }),
    yRange: axisRange(description.y, [...points.map(([, y]) => y), ...ruleValues(description, 'y')], {
      zero: 'near',
      round: true,
    }),
    side: [...side, ...ruleSideTexts(description.rules ?? [])],
    legend: [],
    marks: { kind: 'line', lines },
    plotHeight: description.height ?? 260,
  });
}

export function planScatter(description: Of<'scatter'>): Plan {
  const colours = seriesColours(description.series);
  const share = Math.floor(MOST_CLOUD_POINTS / Math.max(1, description.series.length));
  let leftOut = 0;
  const clouds = description.series.map((series, index) => {
    const points = pointsOf(series);
    const kept = decimateCloud(points, share);
    if (kept.length === share) leftOut += points.length - share;
    return {
      name: series.name,
      colour: colours[index] ?? '#767676',
      points: kept.flatMap((place) => points.slice(place, place + 1)),
      ...(series.labels === undefined ? {} : { labels: kept.map((place) => series.labels?.[place] ?? '') }),
    };
  });
  const points = clouds.flatMap((cloud) => cloud.points);
  const range = (axis: 'x' | 'y', part: 0 | 1) =>
    axisRange(description[axis], [...points.map((point) => point[part]), ...ruleValues(description, axis)], {
      zero: 'near',
      round: true,
    });
  // Points that could be seen are missing: the reader is told.
  const drawn = clouds.reduce((sum, cloud) => sum + cloud.points.length, 0);
  const told = `${formatNumber(drawn)} of ${formatNumber(drawn + leftOut)} points drawn`;
  const subtitle = [description.subtitle ?? [], leftOut > 0 ? told : []].flat().join(' · ');
  return assemble({
    description: subtitle === '' ? description : { ...description, subtitle },
    xRange: range('x', 0),
    yRange: range('y', 1),
    side: ruleSideTexts(description.rules ?? []),
    legend: legendOf(clouds),
    marks: { kind: 'scatter', clouds },
    plotHeight: description.height ?? 320,
  });
}

export function planHistogram(description: Of<'histogram'>): Plan {
  const series = description.series ?? [{ name: '', values: description.values ?? [] }];
  const colours = seriesColours(series);
  const { edges, counts } = binsOf(series, description.bins);
  const bars = series.flatMap(({ name }, which) =>
    (counts[which] ?? []).map((count, bin) => ({
      x1: edges[bin] ?? 0,
      x2: edges[bin + 1] ?? 0,
      y1: 0,
      y2: count,
      colour: colours[which] ?? '#767676',
      label: binLabel(edges[bin] ?? 0, edges[bin + 1] ?? 0),
      group: name,
      value: count,
    })),
  );
  const xRange = axisRange(description.x, [...edges, ...ruleValues(description, 'x')], {
    zero: 'never',
    round: false,
  });
  const y = description.y ?? { label: 'count' };
  return assemble({
    description,
    xRange,
    yRange: axisRange(y, [...bars.map((bar) => bar.y2), ...ruleValues(description, 'y')], {
      zero: 'always',
      round: true,
    }),
    side: ruleSideTexts(description.rules ?? []),
    legend: legendOf(series.map(({ name }, index) => ({ name, colour: colours[index] ?? '#767676' }))),
    marks: { kind: 'histogram', bars, overlaid: series.length > 1 },
    plotHeight: description.height ?? 240,
  });
}
