/** A chart as a Plotly figure: plain JSON with numbers of five digits, on transparent paper for dark and light pages. */
import { escapePlotly } from '../escape.js';
import { significant } from '../numbers.js';
import { rampStops, textColour } from '../palette.js';
import { FONT, SIZE, type Frame } from './layout.js';
import {
  RULE_COLOUR,
  TOP_ROW,
  type AxisPlan,
  type DrawnBar,
  type DrawnCells,
  type DrawnCloud,
  type Plan,
} from './plan.js';
import { pointLabels } from './pointLabels.js';
import type { Point } from './scale.js';

export interface PlotlyFigure {
  data: Record<string, unknown>[];
  layout: Record<string, unknown>;
  config: Record<string, unknown>;
}

/** Readable on white and on near-black (contrast above 4 on both). */
const TEXT = '#767676';
const GRID = 'rgba(128,128,128,0.22)';

const numbers = (values: readonly number[]) =>
  values.map((value) => (Number.isFinite(value) ? significant(value) : null));
const xOf = (points: readonly Point[]) => numbers(points.map(([x]) => x));
const yOf = (points: readonly Point[]) => numbers(points.map(([, y]) => y));

function barTraces(
  bars: readonly DrawnBar[],
  horizontal: boolean,
  opacity: number,
): Record<string, unknown>[] {
  const groups = [...new Set(bars.map(({ group }) => group))];
  return groups.map((group) => {
    const own = bars.filter((bar) => bar.group === group);
    const middle = (bar: DrawnBar) => (horizontal ? bar.y1 + bar.y2 : bar.x1 + bar.x2) / 2;
    const lengths = numbers(own.map(({ value }) => value));
    const places = numbers(own.map(middle));
    const first = own[0];
    const width = first === undefined ? 1 : horizontal ? first.y2 - first.y1 : first.x2 - first.x1;
    const colours = own.map(({ colour }) => colour);
    const texts = own.map(({ text }) => text ?? '');
    return {
      type: 'bar',
      name: escapePlotly(group),
      orientation: horizontal ? 'h' : 'v',
      x: horizontal ? lengths : places,
      y: horizontal ? places : lengths,
      width: significant(width),
      opacity,
      marker: { color: new Set(colours).size === 1 ? colours[0] : colours, line: { width: 0 } },
      customdata: own.map(({ label }) => escapePlotly(label)),
      hovertemplate: `%{customdata}: %{${horizontal ? 'x' : 'y'}}<extra>${escapePlotly(group)}</extra>`,
      ...(texts.some((text) => text !== '')
        ? {
            text: texts.map(escapePlotly),
            textposition: 'outside',
            cliponaxis: false,
            textfont: { color: TEXT },
          }
        : {}),
    };
  });
}

function heatTrace(
  { values, range, ramp, texts, words, fontSize, title }: DrawnCells,
  plan: Plan,
): Record<string, unknown> {
  const stops = rampStops(ramp);
  return {
    type: 'heatmap',
    z: values.map(numbers),
    zmin: significant(range[0]),
    zmax: significant(range[1]),
    colorscale: stops.map((colour, index) => [index / (stops.length - 1), colour]),
    xgap: plan.frame.plot.width / (values[0]?.length || 1) > 12 ? 1 : 0,
    ygap: plan.frame.plot.width / (values[0]?.length || 1) > 12 ? 1 : 0,
    colorbar: {
      title: { text: escapePlotly(title), side: 'top', font: { size: SIZE.tick } },
      thickness: 10,
      outlinewidth: 0,
      x: 1,
      xpad: 14,
      len: 1,
    },
    hovertemplate: `%{y} · %{x}: ${words === undefined ? '' : '%{customdata} '}%{z}<extra></extra>`,
    ...(words === undefined ? {} : { customdata: words.map((row) => row.map(escapePlotly)) }),
    ...(texts === undefined
      ? {}
      : {
          text: texts.map((row) => row.map(escapePlotly)),
          texttemplate: '%{text}',
          textfont: { size: Math.floor(fontSize) },
        }),
  };
}

function cloudTrace(cloud: DrawnCloud, plan: Plan): Record<string, unknown> {
  const { name, colour, points, labels } = cloud;
  const trace = {
    type: 'scatter',
    mode: labels === undefined ? 'markers' : 'markers+text',
    name: escapePlotly(name),
    x: xOf(points),
    y: yOf(points),
    marker: { color: colour, opacity: 0.75, size: points.length > 150 ? 5 : 8 },
  };
  if (labels === undefined) return trace;
  const { clouds } = plan.marks as Plan['marks'] & { kind: 'scatter' };
  const placed = pointLabels(plan, clouds).filter((label) => label.cloud === cloud);
  const own = points.map((_, index) => placed.find((label) => label.index === index));
  return {
    ...trace,
    text: own.map((label) => escapePlotly(label?.text ?? '')),
    textposition: own.map((label) => {
      if (label?.anchor === 'middle') return label.dy < 0 ? 'top center' : 'bottom center';
      return label?.anchor === 'end' ? 'middle left' : 'middle right';
    }),
    textfont: { color: textColour(colour), size: SIZE.tick },
    customdata: labels.map(escapePlotly),
    hovertemplate: '%{customdata} (%{x}, %{y})<extra></extra>',
  };
}

function traces(plan: Plan): Record<string, unknown>[] {
  const { marks } = plan;
  switch (marks.kind) {
    case 'line':
      return marks.lines.map(({ name, colour, dashed, points }) => ({
        type: 'scatter',
        mode: points.length < 2 ? 'lines+markers' : 'lines',
        name: escapePlotly(name),
        x: xOf(points),
        y: yOf(points),
        line: { color: colour, width: 2, ...(dashed ? { dash: 'dash' } : {}) },
        connectgaps: false,
      }));
    case 'scatter':
      return marks.clouds.map((cloud) => cloudTrace(cloud, plan));
    case 'bar':
      return barTraces(marks.bars, marks.horizontal, 1);
    case 'histogram':
      return barTraces(marks.bars, false, marks.overlaid ? 0.6 : 1);
    case 'heatMap':
      return [heatTrace(marks.cells, plan)];
    default:
      return marks satisfies never;
  }
}

function axisLayout({ axis, range, ticks, numeric, grid, turned }: AxisPlan): Record<string, unknown> {
  const log = axis.scale === 'log';
  const [low, high] = range.map((end) => (log ? Math.log10(end) : end)) as [number, number];
  // A hair wider than the data, since a label whose value is rounded out of the range would vanish.
  const hair = (high - low) * 5e-4;
  const shared = {
    type: log ? 'log' : 'linear',
    range: [significant(low - hair, 6), significant(high + hair, 6)],
    zeroline: false,
    automargin: false,
    fixedrange: !numeric,
    showgrid: grid,
    gridcolor: GRID,
    // Unseen ticks keep the labels away from the bars.
    ticks: 'outside',
    ticklen: 5,
    tickcolor: 'rgba(0,0,0,0)',
  };
  if (numeric && !log) return { ...shared, nticks: 8 };
  return {
    ...shared,
    tickvals: ticks.map(({ value }) => significant(value)),
    ticktext: ticks.map(({ label }) => escapePlotly(label)),
    ...(numeric ? {} : { tickfont: { size: SIZE.label } }),
    ...(turned === undefined ? {} : { tickangle: turned }),
  };
}

const paper = { xref: 'paper', yref: 'paper', showarrow: false } as const;
const onAxis = (value: number, { axis }: AxisPlan) =>
  significant(axis.scale === 'log' ? Math.log10(value) : value);

/** Names beside lines, labels of rules, and the name of the y axis, level at its top. */
function annotations({ frame, x, y, side, top }: Plan): Record<string, unknown>[] {
  const beside = side.map(({ text, colour, value, wanted, top: place, strong }) => ({
    ...paper,
    yref: 'y',
    x: 1,
    xanchor: 'left',
    xshift: 8,
    y: onAxis(value, y),
    yanchor: 'middle',
    yshift: significant(wanted - place, 3),
    align: 'left',
    text: strong ? `<b>${escapePlotly(text)}</b>` : escapePlotly(text),
    font: { size: SIZE.label, color: textColour(colour) },
  }));
  const above = top.map(({ text, value, row }) => ({
    ...paper,
    xref: 'x',
    x: onAxis(value, x),
    y: 1,
    yanchor: 'bottom',
    yshift: 2 + row * TOP_ROW,
    text: escapePlotly(text),
    font: { size: SIZE.tick, color: textColour(RULE_COLOUR) },
  }));
  const yName = {
    ...paper,
    x: 0,
    xanchor: 'left',
    xshift: -frame.margin.left + 16,
    y: 1,
    yanchor: 'bottom',
    yshift: frame.margin.top - frame.at.yTitle - 4,
    text: escapePlotly(frame.yTitle),
    font: { size: SIZE.label },
  };
  return [...beside, ...above, yName];
}

function ruleShapes({ rules, x, y }: Plan): Record<string, unknown>[] {
  const line = { color: RULE_COLOUR, width: 1.2, dash: 'dash' };
  return rules.map((rule) => {
    if (rule.x !== undefined) {
      const place = onAxis(rule.x, x);
      return { type: 'line', xref: 'x', yref: 'paper', x0: place, x1: place, y0: 0, y1: 1, line };
    }
    const place = onAxis(rule.y ?? 0, y);
    return { type: 'line', xref: 'paper', yref: 'y', x0: 0, x1: 1, y0: place, y1: place, line };
  });
}

function titleOf({ title, subtitle, legend }: Frame): string {
  const small = (text: string) => `<span style="font-size:${SIZE.subtitle}px">${text}</span>`;
  const names = legend.map(
    ({ name, colour }) => `<span style="color:${colour}">●</span> ${escapePlotly(name)}`,
  );
  return [
    ...title.map((line) => `<b>${escapePlotly(line)}</b>`),
    ...subtitle.map((line) => small(escapePlotly(line))),
    ...(names.length > 0 ? [small(names.join('&nbsp;&nbsp;&nbsp;'))] : []),
  ].join('<br>');
}

export function plotlyFigure(plan: Plan): PlotlyFigure {
  const { frame } = plan;
  const { top: t, right: r, bottom: b, left: l } = frame.margin;
  return {
    data: traces(plan),
    layout: {
      title: {
        text: titleOf(frame),
        font: { size: SIZE.title, color: TEXT },
        x: 0,
        xref: 'container',
        xanchor: 'left',
        y: 1,
        yref: 'container',
        yanchor: 'top',
        pad: { t: 14, l: 16 },
      },
      height: frame.height,
      margin: { t, r, b, l, pad: 0 },
      paper_bgcolor: 'rgba(0,0,0,0)',
      plot_bgcolor: 'rgba(0,0,0,0)',
      font: { family: FONT, size: SIZE.tick, color: TEXT },
      xaxis: {
        ...axisLayout(plan.x),
        title: { text: escapePlotly(frame.xTitle), font: { size: SIZE.label }, standoff: 8 },
      },
      yaxis: axisLayout(plan.y),
      showlegend: false,
      barmode: 'overlay',
      hovermode: plan.marks.kind === 'line' ? 'x' : 'closest',
      annotations: annotations(plan),
      shapes: ruleShapes(plan),
      // Keeps the reader's zoom when a live chart is replaced.
      uirevision: 'blossom',
    },
    // Dragging zooms and a double click goes back; a bar of buttons would lie on the title.
    config: { responsive: true, displaylogo: false, displayModeBar: false },
  };
}
