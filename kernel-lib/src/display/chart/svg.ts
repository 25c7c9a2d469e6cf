/** A chart as a standalone SVG picture, drawn in Node by Observable Plot on a document of linkedom. */
import { createRequire } from 'node:module';
import type * as PlotModule from '@observablehq/plot' with { 'resolution-mode': 'import' };
import { printable } from '../escape.js';
import { formatNumber } from '../numbers.js';
import { rampColour, textColour } from '../palette.js';
import { cutPixels, pixels } from '../textWidth.js';
import { FONT, LEFT_EDGE, LINE_HEIGHT, SIZE } from './layout.js';
import { RULE_COLOUR, TOP_ROW, type AxisPlan, type Plan } from './plan.js';
import { marksOf } from './svgMarks.js';

export type PlotLibrary = typeof PlotModule;

/** Loaded with the first picture, since it takes a third of a second; `require` also loads ES modules (Node 20.19). */
const load = createRequire(__filename);
let loaded: { plot: PlotLibrary; document: Document } | undefined;

function library(): { plot: PlotLibrary; document: Document } {
  if (loaded === undefined) {
    const { DOMParser } = load('linkedom') as { DOMParser: new () => DOMParser };
    const document = new DOMParser().parseFromString(
      `<svg xmlns="${SVG}"/>`,
      'image/svg+xml',
    ) as unknown as Document;
    loaded = { plot: load('@observablehq/plot') as PlotLibrary, document };
  }
  return loaded;
}

// The little of the DOM that drawing needs; the library's types do not include a browser's.
export interface Element {
  setAttribute(name: string, value: string): void;
  append(...children: (Element | string)[]): void;
  prepend(...children: Element[]): void;
  querySelectorAll(selector: string): Iterable<Element>;
  attributes: Iterable<{ name: string; value: string }>;
  removeAttribute(name: string): void;
  remove(): void;
  toString(): string;
}
export interface Document {
  createElementNS(namespace: string, name: string): Element;
}
interface DOMParser {
  parseFromString(text: string, type: string): unknown;
}

const SVG = 'http://www.w3.org/2000/svg';
const INK = '#1f2328';
const FAINT = '#57606a';

/** Makes one element with attributes and perhaps text. */
export type Make = (name: string, attributes: Record<string, string | number>, text?: string) => Element;

function maker(document: Document): Make {
  return (name, attributes, text) => {
    const element = document.createElementNS(SVG, name);
    // Plot's root says `middle`, which its own ticks count on.
    if (name === 'text' && attributes['text-anchor'] === undefined)
      element.setAttribute('text-anchor', 'start');
    for (const [key, value] of Object.entries(attributes))
      element.setAttribute(key, printable(String(value)));
    if (text !== undefined) element.append(printable(text));
    return element;
  };
}

/** Title, subtitle, legend and names of the axes. */
function words({ frame }: Plan, make: Make): Element[] {
  const found = frame.title.map((line, index) =>
    make(
      'text',
      {
        x: LEFT_EDGE,
        y: frame.at.title + index * SIZE.title * LINE_HEIGHT,
        'font-size': SIZE.title,
        'font-weight': 600,
        fill: INK,
      },
      line,
    ),
  );
  frame.subtitle.forEach((line, index) => {
    const y = frame.at.subtitle + index * SIZE.subtitle * LINE_HEIGHT;
    found.push(make('text', { x: LEFT_EDGE, y, 'font-size': SIZE.subtitle, fill: FAINT }, line));
  });
  if (frame.legend.length > 0) {
    const legend = make('text', { x: LEFT_EDGE, y: frame.at.legend, 'font-size': SIZE.label });
    frame.legend.forEach(({ name, colour }, index) => {
      legend.append(make('tspan', { fill: colour, dx: index === 0 ? 0 : 14 }, '●'));
      legend.append(make('tspan', { fill: textColour(colour), 'font-weight': 600, dx: 4 }, name));
    });
    found.push(legend);
  }
  const axis = { 'font-size': SIZE.label, fill: FAINT };
  found.push(make('text', { x: LEFT_EDGE, y: frame.at.yTitle, ...axis }, frame.yTitle));
  const x = frame.margin.left + frame.plot.width / 2;
  found.push(make('text', { x, y: frame.height - 12, 'text-anchor': 'middle', ...axis }, frame.xTitle));
  return found;
}

/** The names of lines and rules beside and above the plotting area. */
function directLabels(plan: Plan, make: Make): Element[] {
  const { frame, side, top } = plan;
  const right = frame.margin.left + frame.plot.width + 8;
  const beside = side.map(({ text, colour, top: y, strong }) =>
    make(
      'text',
      {
        x: right,
        y: frame.margin.top + y,
        dy: '0.32em',
        fill: textColour(colour),
        'font-size': SIZE.label,
        'font-weight': strong ? 600 : 400,
      },
      text,
    ),
  );
  const above = top.map(({ text, centre, row }) =>
    make(
      'text',
      {
        x: frame.margin.left + centre,
        y: frame.margin.top - 5 - row * TOP_ROW,
        'text-anchor': 'middle',
        fill: textColour(RULE_COLOUR),
        'font-size': SIZE.tick,
      },
      text,
    ),
  );
  return [...beside, ...above];
}

/** What the colours of a heat map mean: its name at the top right, and a small ladder of colours with its ends. */
function colourScale({ frame, marks }: Plan, make: Make): Element[] {
  if (marks.kind !== 'heatMap') return [];
  const { range, ramp, title } = marks.cells;
  const steps = 24;
  const height = Math.max(60, Math.min(170, frame.plot.height));
  const left = frame.margin.left + frame.plot.width + 16;
  const top = frame.margin.top;
  const ladder = Array.from({ length: steps }, (_, step) =>
    make('rect', {
      x: left,
      y: top + height - ((step + 1) * height) / steps,
      width: 10,
      height: height / steps + (step === 0 ? 0 : 0.5),
      fill: rampColour(ramp, (step + 0.5) / steps),
    }),
  );
  const text = { fill: FAINT, 'font-size': SIZE.tick };
  const name = { x: left, y: frame.at.yTitle, ...text, 'font-size': SIZE.label };
  const room = frame.width - LEFT_EDGE - left;
  const atEnd = pixels(title, SIZE.label) > room;
  const anchored = atEnd ? { ...name, x: frame.width - LEFT_EDGE, 'text-anchor': 'end' } : name;
  return [
    ...ladder,
    make('text', anchored, cutPixels(title, frame.width / 2, SIZE.label)),
    make('text', { x: left + 15, y: top + 9, ...text }, formatNumber(range[1], 3)),
    make('text', { x: left + 15, y: top + height - 1, ...text }, formatNumber(range[0], 3)),
  ];
}

function axisOptions({ axis, range }: AxisPlan) {
  return {
    type: axis.scale === 'log' ? ('log' as const) : ('linear' as const),
    domain: [...range],
    axis: null,
  };
}

const ROUNDED = new Set(['d', 'transform', 'x', 'y', 'x1', 'x2', 'y1', 'y2', 'cx', 'cy', 'width', 'height']);

/**
 * Tenths of a pixel are enough, and half the bytes. Plot numbers its clip paths through the whole process; named by
 * their place, pictures are the same each time, and two that stand in one page may share a name.
 */
function compact(svg: Element, { margin, plot }: Plan['frame']): void {
  const clip = `plot-${margin.left}-${margin.top}-${Math.round(plot.width)}-${plot.height}`;
  for (const element of svg.querySelectorAll('clipPath')) element.setAttribute('id', clip);
  for (const element of svg.querySelectorAll('[clip-path]'))
    element.setAttribute('clip-path', `url(#${clip})`);
  for (const element of svg.querySelectorAll('*')) {
    for (const { name, value } of [...element.attributes]) {
      if (ROUNDED.has(name)) {
        const short = value.replace(/-?\d+\.\d+/g, (number) => String(Number(Number(number).toFixed(1))));
        if (short !== value) element.setAttribute(name, short);
      }
      if (name === 'aria-label' || name === 'aria-hidden') element.removeAttribute(name);
    }
  }
}

/** The picture as text: an `<svg>` with its namespace, a white card under it, readable on any page. */
export function drawSvg(plan: Plan): string {
  const { plot, document } = library();
  const { frame } = plan;
  const make = maker(document);
  const svg = plot.plot({
    document: document as never,
    width: frame.width,
    height: frame.height,
    marginTop: frame.margin.top,
    marginRight: frame.margin.right,
    marginBottom: frame.margin.bottom,
    marginLeft: frame.margin.left,
    x: axisOptions(plan.x),
    y: axisOptions(plan.y),
    marks: marksOf(plan, plot, make) as PlotModule.Markish[],
  }) as unknown as Element;
  for (const style of svg.querySelectorAll('style')) style.remove();
  svg.removeAttribute('class');
  for (const [name, value] of Object.entries({
    xmlns: SVG,
    role: 'img',
    'aria-label': frame.title.join(' '),
    'font-family': FONT,
    'font-size': String(SIZE.tick),
    fill: INK,
    style: 'max-width:100%;height:auto',
  })) {
    svg.setAttribute(name, printable(value));
  }
  svg.prepend(make('rect', { width: '100%', height: '100%', rx: 8, fill: '#ffffff' }));
  svg.append(...words(plan, make), ...directLabels(plan, make), ...colourScale(plan, make));
  compact(svg, frame);
  // Plot's own ticks and labels hold text that no `make` has cleaned.
  return printable(svg.toString());
}
