/** Figures: the numbers that a lesson stands for, each with its goal and its band. */
import { UserError } from '../errors.js';
import { escapeHtml } from './escape.js';
import { BUNDLE, type Displayable, type MimeBundle } from './host.js';
import { bandFor, type Band } from './manifest.js';
import { formatNumber, withUnit } from './numbers.js';
import { display } from './show.js';

export const FIGURE_TYPE = 'application/vnd.blossom.figure+json';

/** At least `min`, or at most `max`; both make an interval. */
export interface Goal {
  min?: number;
  max?: number;
}

export interface FigureOptions {
  unit?: string;
  goal?: Goal;
  /** Default: the one of `data/manifest.json` for the backend in use. `null`: none. */
  band?: Pick<Band, 'min' | 'max'> | null;
}

/** What the headless runner collects (`--figures`). */
export interface FigureRecord {
  id: string;
  value: number;
  unit: string | null;
  goal: Goal | null;
  /** `null` where there is no goal. */
  met: boolean | null;
  /** Only where a band is known. */
  band?: { min: number; max: number };
  inBand?: boolean;
}

const inside = (value: number, { min = -Infinity, max = Infinity }: Goal) => value >= min && value <= max;

function checkGoal(id: string, goal: Goal | undefined): void {
  if (goal === undefined) return;
  const ends = [goal.min, goal.max].filter((end) => end !== undefined);
  if (ends.length === 0 || !ends.every(Number.isFinite)) {
    throw new UserError(
      `The goal of figure "${id}" is ${JSON.stringify(goal)}; give { min } or { max } as finite numbers.`,
    );
  }
}

/** The record of a figure, not shown. */
export function figureRecord(
  id: string,
  value: number,
  { unit, goal, band }: FigureOptions = {},
): FigureRecord {
  if (!/^[a-z0-9]+([.-][a-z0-9]+)*$/i.test(id)) {
    throw new UserError(
      `A figure's id is words joined by dots or hyphens, such as "blank.held-out"; got ${JSON.stringify(id)}.`,
    );
  }
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw new UserError(
      `Figure "${id}" is ${String(value)}, which is no finite number; look for a division by 0 or a diverged run.`,
    );
  }
  checkGoal(id, goal);
  const known = band === undefined ? bandFor(id) : (band ?? undefined);
  return {
    id,
    value,
    unit: unit ?? null,
    goal: goal ?? null,
    met: goal === undefined ? null : inside(value, goal),
    ...(known === undefined
      ? {}
      : { band: { min: known.min, max: known.max }, inBand: inside(value, known) }),
  };
}

function goalText({ goal, unit, met }: FigureRecord): string | undefined {
  if (goal === null) return undefined;
  const shown = (sign: string, end: number | undefined) =>
    end === undefined ? [] : [`${sign} ${withUnit(formatNumber(end), unit ?? undefined)}`];
  const wanted = [...shown('≥', goal.min), ...shown('≤', goal.max)].join(' and ');
  return `goal ${wanted}: ${met === true ? 'met' : 'not met'}`;
}

function bandText({ band, inBand, unit }: FigureRecord): string | undefined {
  if (band === undefined) return undefined;
  const ends = withUnit(`${formatNumber(band.min)}–${formatNumber(band.max)}`, unit ?? undefined);
  if (inBand === true) return `in band ${ends}`;
  return `outside the band ${ends}: a changed cell, another seed or a stopped run can do that`;
}

/** `blank.held-out = 93.1 % (goal ≥ 80 %: met; in band 88–97 %)` */
export function figureText(record: FigureRecord): string {
  const value = withUnit(formatNumber(record.value), record.unit ?? undefined);
  const remarks = [goalText(record), bandText(record)].filter((text) => text !== undefined).join('; ');
  return `${record.id} = ${value}${remarks === '' ? '' : ` (${remarks})`}`;
}

function figureHtml(record: FigureRecord): string {
  const chip = (text: string | undefined, good: boolean) =>
    text === undefined
      ? ''
      : `<span style="border-radius:10px;padding:1px 9px;background:${good ? 'rgba(0,158,115,.2)' : 'rgba(213,94,0,.22)'}">` +
        `${good ? '✓' : '✗'} ${escapeHtml(text)}</span>`;
  const value = withUnit(formatNumber(record.value), record.unit ?? undefined);
  return (
    `<div style="display:flex;gap:10px;align-items:baseline;flex-wrap:wrap;margin:4px 0">` +
    `<code>${escapeHtml(record.id)}</code><b style="font-size:1.25em">${escapeHtml(value)}</b>` +
    `${chip(goalText(record), record.met === true)}${chip(bandText(record), record.inBand === true)}</div>`
  );
}

class Figure implements Displayable {
  constructor(private readonly record: FigureRecord) {}

  [BUNDLE](): MimeBundle {
    const { record } = this;
    return { [FIGURE_TYPE]: record, 'text/html': figureHtml(record), 'text/plain': figureText(record) };
  }
}

/** Shows a number of the lesson at once, with goal and band; the headless runner collects it. */
export function figure(id: string, value: number, options: FigureOptions = {}): void {
  display(new Figure(figureRecord(id, value, options)));
}
