/** A chart as text for terminals: enough to see its message without a picture. */
import { formatNumber } from '../numbers.js';
import { columns, cut, pad } from '../textWidth.js';
import { axisTitle, type ChartDescription } from './description.js';
import {
  tickLabel,
  type DrawnBar,
  type DrawnCells,
  type DrawnCloud,
  type DrawnLine,
  type Plan,
} from './plan.js';
import { binLabel, extent, type Point } from './scale.js';

const SPARK = '▁▂▃▄▅▆▇█';
const SHADES = ' ░▒▓█';
const PARTS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
const BAR_WIDTH = 32;

const clampIndex = (share: number, length: number) =>
  Math.max(0, Math.min(length - 1, Math.floor(share * length)));

/** The curve in one line, one character for each of `width` stretches of x. */
function sparkline(points: readonly Point[], [low, high]: readonly [number, number], width: number): string {
  const [from, to] = extent(points.map(([x]) => x)) ?? [0, 1];
  const sums = Array.from({ length: width }, () => ({ sum: 0, count: 0 }));
  for (const [x, y] of points) {
    const cell = sums[clampIndex((x - from) / (to - from || 1), width)];
    if (cell === undefined || Number.isNaN(y)) continue;
    cell.sum += y;
    cell.count += 1;
  }
  return sums
    .map(({ sum, count }) =>
      count === 0 ? ' ' : SPARK[clampIndex((sum / count - low) / (high - low || 1), 8)],
    )
    .join('');
}

function lineText(lines: readonly DrawnLine[], plan: Plan): string[] {
  const range = extent(lines.flatMap(({ points }) => points.map(([, y]) => y))) ?? [0, 1];
  const width = Math.max(0, ...lines.map(({ name }) => columns(name)));
  const named = lines.map(({ name, points }) => {
    const real = points.filter(([, y]) => !Number.isNaN(y));
    const [first, last] = [real.at(0), real.at(-1)];
    if (first === undefined || last === undefined) return `${pad(name, width)}  (no values yet)`;
    // Fewer values than stretches would leave holes.
    const log = plan.x.axis.scale === 'log';
    const spaced = log ? real.map(([x, y]): Point => [Math.log(x), y]) : real;
    const curve = sparkline(spaced, range, Math.min(40, real.length));
    return `${pad(name, width)}  ${formatNumber(first[1])} ${curve} ${formatNumber(last[1])}`;
  });
  const ends = extent(lines.flatMap(({ points }) => points.map(([x]) => x)));
  const span =
    ends === undefined
      ? ''
      : `, ${plan.frame.xTitle} ${tickLabel(ends[0], plan.x.axis)} to ${tickLabel(ends[1], plan.x.axis)}`;
  return [`${plan.frame.yTitle}${span}`, ...named];
}

function block(share: number, width: number): string {
  const eighths = Math.round(Math.max(0, Math.min(1, share)) * width * 8);
  return '█'.repeat(Math.floor(eighths / 8)) + (PARTS[eighths % 8] ?? '');
}

function barText(bars: readonly DrawnBar[], heading: string): string[] {
  const most = Math.max(1e-300, ...bars.map(({ value }) => Math.abs(value)));
  const names = bars.map(({ label, group }) => cut(group === '' ? label : `${label} · ${group}`, 30));
  const width = Math.max(0, ...names.map(columns));
  const rows = bars.map(({ value, text, strong }, index) => {
    const mark = strong === true ? ' ◀' : '';
    const bar = value < 0 ? `-${block(-value / most, BAR_WIDTH)}` : block(value / most, BAR_WIDTH);
    return `${pad(names[index] ?? '', width)} ${bar} ${text ?? formatNumber(value)}${mark}`.trimEnd();
  });
  return [heading, ...rows];
}

/** Neighbouring bins are added up until there are at most 16 rows. */
function histogramText(bars: readonly DrawnBar[], plan: Plan): string[] {
  const groups = [...new Set(bars.map(({ group }) => group))];
  return groups.flatMap((group) => {
    const own = bars.filter((bar) => bar.group === group);
    const together = Math.ceil(own.length / 16);
    const rows = Array.from({ length: Math.ceil(own.length / together) }, (_, row): DrawnBar[] => {
      const part = own.slice(row * together, (row + 1) * together);
      const [first, last] = [part.at(0), part.at(-1)];
      if (first === undefined || last === undefined) return [];
      const value = part.reduce((sum, bar) => sum + bar.value, 0);
      return [{ ...first, value, group: '', label: binLabel(first.x1, last.x2) }];
    }).flat();
    return barText(
      rows,
      [group, plan.frame.xTitle, plan.frame.yTitle].filter((part) => part !== '').join(', '),
    );
  });
}

const MOST_COLUMNS = 32;

/** Words instead of shades, as wide as the longest, but not wider than a page together. */
function wordsText(words: readonly (readonly string[])[], rows: readonly string[], plan: Plan): string[] {
  const name = Math.min(16, Math.max(0, ...rows.map(columns)));
  const longest = Math.max(1, ...words.flat().map(columns));
  const width = Math.min(longest, Math.max(4, Math.floor(100 / (words[0]?.length || 1)) - 1));
  const line = (label: string, cells: readonly string[]) =>
    `${pad(cut(label, name), name)} │${cells.map((cell) => pad(cut(cell, width), width)).join(' ')}`.trimEnd();
  const across = plan.x.ticks.map(({ label }) => label);
  return [
    `${plan.frame.yTitle} ↓, ${plan.frame.xTitle} →`,
    ...(across.length === words[0]?.length ? [line('', across)] : []),
    ...words.map((row, index) => line(rows[index] ?? '', row)),
  ];
}

function heatText(cells: DrawnCells, rows: readonly string[], plan: Plan): string[] {
  const { values, range, title, words } = cells;
  if (words !== undefined) return wordsText(words, rows, plan);
  const width = Math.min(16, Math.max(0, ...rows.map(columns)));
  const shown = values.slice(0, 24).map((row, index) => {
    const cells = row.slice(0, MOST_COLUMNS).map((value) => {
      if (!Number.isFinite(value)) return '··';
      return (SHADES[clampIndex((value - range[0]) / (range[1] - range[0]), 5)] ?? ' ').repeat(2);
    });
    return `${pad(cut(rows[index] ?? '', width), width)} │${cells.join('')}${row.length > MOST_COLUMNS ? '…' : ''}`;
  });
  const scale = `${title}: ${formatNumber(range[0], 3)} “${SHADES}” ${formatNumber(range[1], 3)}`;
  const across = plan.x.ticks.map(({ label }) => label).join(' ');
  const more = values.length > 24 ? [`… ${values.length - 24} more rows`] : [];
  return [`${plan.frame.yTitle} ↓, ${plan.frame.xTitle} →: ${cut(across, 70)}`, ...shown, ...more, scale];
}

const GRID_WIDTH = 56;
const GRID_HEIGHT = 14;
const SIGNS = '●○▲△■□◆';

function scatterText(clouds: readonly DrawnCloud[], plan: Plan): string[] {
  const grid = Array.from({ length: GRID_HEIGHT }, () => new Array<string>(GRID_WIDTH).fill(' '));
  const [left, right] = plan.x.range;
  const [low, high] = plan.y.range;
  clouds.forEach(({ points }, index) => {
    for (const [x, y] of points) {
      const row = grid[GRID_HEIGHT - 1 - clampIndex((y - low) / (high - low), GRID_HEIGHT)];
      if (row !== undefined)
        row[clampIndex((x - left) / (right - left), GRID_WIDTH)] = SIGNS[index % SIGNS.length] ?? '●';
    }
  });
  const names = clouds.map(({ name }, index) => `${SIGNS[index % SIGNS.length] ?? ''} ${name}`).join('   ');
  return [
    `${plan.frame.yTitle} ${formatNumber(low)} to ${formatNumber(high)}   ${names}`,
    ...grid.map((row) => `│${row.join('')}`.trimEnd()),
    `└${'─'.repeat(GRID_WIDTH)}`,
    ` ${plan.frame.xTitle} ${formatNumber(left)} to ${formatNumber(right)}`,
  ];
}

function body(plan: Plan, description: ChartDescription): string[] {
  const { marks } = plan;
  switch (marks.kind) {
    case 'line':
      return lineText(marks.lines, plan);
    case 'scatter':
      return scatterText(marks.clouds, plan);
    case 'bar':
      return barText(marks.bars, axisTitle(marks.horizontal ? plan.x.axis : plan.y.axis));
    case 'histogram':
      return histogramText(marks.bars, plan);
    case 'heatMap':
      return heatText(marks.cells, description.kind === 'heatMap' ? description.rows : [], plan);
    default:
      return marks satisfies never;
  }
}

/** Title, the data in a few lines, and the rules. */
export function chartText(plan: Plan, description: ChartDescription): string {
  const rules = plan.rules.map(({ x, y, label }) =>
    x === undefined
      ? `┄ ${label}: ${plan.frame.yTitle} = ${formatNumber(y ?? 0)}`
      : `┄ ${label}: ${plan.frame.xTitle} = ${formatNumber(x)}`,
  );
  const subtitle = description.subtitle === undefined ? [] : [description.subtitle];
  return [description.title, ...subtitle, ...body(plan, description), ...rules].join('\n');
}
