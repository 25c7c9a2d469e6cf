/** What stands inside the plotting area of an SVG chart: grid, ticks, rules, and the data. */
import { significant } from '../numbers.js';
import { luminance, rampColour, textColour } from '../palette.js';
import { SIZE } from './layout.js';
import { RULE_COLOUR, type DrawnBar, type DrawnCells, type DrawnCloud, type Plan } from './plan.js';
import { pointLabels } from './pointLabels.js';
import type { Element, Make, PlotLibrary } from './svg.js';

type Scales = { x: (value: number) => number; y: (value: number) => number };
/** A mark of our own: Plot calls it with its scales. */
type OwnMark = (index: unknown, scales: Scales) => Element;

const GRID = '#e4e7eb';
const AXIS = '#57606a';

function gridAndTicks({ x, y }: Plan, plot: PlotLibrary): unknown[] {
  const values = (axis: Plan['x']) => axis.ticks.map(({ value }) => value);
  const label = (axis: Plan['x']) => (value: number) =>
    axis.ticks.find((tick) => tick.value === value)?.label ?? '';
  const options = (axis: Plan['x']) => ({
    tickFormat: label(axis),
    tickSize: 0,
    fill: AXIS,
    fontSize: axis.numeric ? SIZE.tick : SIZE.label,
    label: null,
  });
  const turned = x.turned === undefined || x.turned === 0 ? {} : { tickRotate: x.turned };
  return [
    ...(x.grid ? [plot.gridX(values(x), { stroke: GRID, strokeOpacity: 1 })] : []),
    ...(y.grid ? [plot.gridY(values(y), { stroke: GRID, strokeOpacity: 1 })] : []),
    plot.axisX(values(x), { ...options(x), ...turned, tickPadding: 7 }),
    plot.axisY(values(y), { ...options(y), tickPadding: 7 }),
  ];
}

function rules({ rules: all }: Plan, plot: PlotLibrary): unknown[] {
  const line = { stroke: RULE_COLOUR, strokeDasharray: '4 3', strokeWidth: 1.2, clip: true };
  const vertical = all.flatMap(({ x }) => x ?? []);
  const horizontal = all.flatMap(({ y }) => y ?? []);
  return [
    ...(vertical.length > 0 ? [plot.ruleX(vertical, line)] : []),
    ...(horizontal.length > 0 ? [plot.ruleY(horizontal, line)] : []),
  ];
}

const within = (value: number, [low, high]: readonly [number, number]) => value >= low && value <= high;
const inside = ([x, y]: readonly [number, number], plan: Plan) =>
  within(x, plan.x.range) && within(y, plan.y.range);

function lines(plan: Plan & { marks: { kind: 'line' } }, plot: PlotLibrary): unknown[] {
  return plan.marks.lines.flatMap(({ colour, dashed, points }) => {
    const last = points.findLast(([, y]) => !Number.isNaN(y));
    return [
      plot.line(points as [number, number][], {
        stroke: colour,
        strokeWidth: 2,
        clip: true,
        ...(dashed ? { strokeDasharray: '6 4' } : {}),
      }),
      ...(last === undefined || !inside(last, plan)
        ? []
        : [plot.dot([last] as [number, number][], { fill: colour, r: 3 })]),
    ];
  });
}

/** The dots of a cloud are one path of strokes without length: a third of the bytes of circles. */
function dots({ points, colour }: DrawnCloud, plan: Plan, width: number, make: Make): OwnMark {
  return (_, { x, y }) => {
    const d = points
      .filter((point) => inside(point, plan))
      .map((point) => `M${x(point[0])},${y(point[1])}h0`);
    const stroke = {
      stroke: colour,
      'stroke-width': width,
      'stroke-linecap': 'round',
      'stroke-opacity': 0.75,
    };
    return make('path', { ...stroke, d: d.join('') });
  };
}

function clouds(plan: Plan, all: readonly DrawnCloud[], plot: PlotLibrary, make: Make): unknown[] {
  const count = all.reduce((sum, { points }) => sum + points.length, 0);
  const texts = pointLabels(plan, all).map(({ x, y, text, cloud, dx, dy, anchor }) =>
    plot.text([[x, y]], {
      text: () => text,
      fill: textColour(cloud.colour),
      dx,
      dy,
      textAnchor: anchor,
      fontSize: SIZE.tick,
    }),
  );
  return [...all.map((cloud) => dots(cloud, plan, count > 600 ? 3 : count > 150 ? 4.5 : 7, make)), ...texts];
}

function bars(plan: Plan, all: readonly DrawnBar[], plot: PlotLibrary): unknown[] {
  const box = { x1: 'x1', x2: 'x2', y1: 'y1', y2: 'y2' };
  if (plan.marks.kind === 'histogram') {
    const visible = all.filter(({ value }) => value > 0);
    const fillOpacity = plan.marks.overlaid ? 0.55 : 1;
    const gap = { insetLeft: 0.5, insetRight: 0.5 };
    return [
      plot.rect(visible, { ...box, ...gap, fill: 'colour', fillOpacity }),
      plot.ruleY([0], { stroke: AXIS }),
    ];
  }
  const horizontal = plan.marks.kind === 'bar' && plan.marks.horizontal;
  const text = (sign: 1 | -1) =>
    plot.text(
      all.filter(({ value }) => (sign > 0 ? value >= 0 : value < 0)),
      horizontal
        ? { ...ends, textAnchor: sign > 0 ? 'start' : 'end', dx: 5 * sign }
        : { ...ends, textAnchor: 'middle', dy: -8 * sign },
    );
  const ends = {
    x: horizontal ? 'x2' : (bar: DrawnBar) => (bar.x1 + bar.x2) / 2,
    y: horizontal ? (bar: DrawnBar) => (bar.y1 + bar.y2) / 2 : 'y2',
    text: 'text',
    fill: '#1f2328',
    fontSize: SIZE.label,
    fontWeight: 600,
  };
  return [
    plot.rect(all, { ...box, fill: 'colour' }),
    horizontal ? plot.ruleX([0], { stroke: AXIS }) : plot.ruleY([0], { stroke: AXIS }),
    text(1),
    text(-1),
  ];
}

/** Cells of one colour are one path of thick strokes: a map of 40 by 40 stays small. */
function cells({ values, range, ramp, texts, fontSize }: DrawnCells, make: Make): OwnMark {
  return (_, { x, y }) => {
    const width = x(1) - x(0);
    const height = y(1) - y(0);
    const gap = width > 10 ? 1 : 0;
    const paths = new Map<string, string>();
    const group = make('g', { 'font-size': significant(fontSize, 3) });
    const numbers: Element[] = [];
    values.forEach((row, down) =>
      row.forEach((value, right) => {
        if (!Number.isFinite(value)) return;
        const place = (value - range[0]) / (range[1] - range[0]);
        const colour = rampColour(ramp, Math.round(Math.min(1, Math.max(0, place)) * 48) / 48);
        const stroke = `M${(x(right) - width / 2).toFixed(1)},${y(down).toFixed(1)}h${(width - gap).toFixed(1)}`;
        paths.set(colour, (paths.get(colour) ?? '') + stroke);
        const text = texts?.[down]?.[right] ?? '';
        if (text === '') return;
        const fill = luminance(colour) > 0.3 ? '#1f2328' : '#ffffff';
        const middle = { x: x(right) - gap / 2, y: y(down), dy: '0.34em', 'text-anchor': 'middle' };
        numbers.push(make('text', { ...middle, fill }, text));
      }),
    );
    const stroke = significant(height - gap, 4);
    for (const [colour, d] of paths)
      group.append(make('path', { stroke: colour, 'stroke-width': stroke, d }));
    group.append(...numbers);
    return group;
  };
}

/** All marks of a plan from back to front. */
export function marksOf(plan: Plan, plot: PlotLibrary, make: Make): unknown[] {
  const { marks } = plan;
  const back = gridAndTicks(plan, plot);
  switch (marks.kind) {
    case 'line':
      return [...back, ...rules(plan, plot), ...lines({ ...plan, marks }, plot)];
    case 'scatter':
      return [...back, ...rules(plan, plot), ...clouds(plan, marks.clouds, plot, make)];
    case 'bar':
    case 'histogram':
      return [...back, ...bars(plan, marks.bars, plot), ...rules(plan, plot)];
    case 'heatMap':
      return [...back, cells(marks.cells, make), ...rules(plan, plot)];
    default:
      return marks satisfies never;
  }
}
