/** Charts are checked where they are made; the drawing code trusts them. */
import { UserError } from '../../errors.js';
import { hexOf } from '../palette.js';
import type { Axis, ChartDescription } from './description.js';

function refuse(description: ChartDescription, rule: string): never {
  throw new UserError(`The ${description.kind} chart ${JSON.stringify(description.title)}: ${rule}`);
}

/** The first value of an array-like that is no number (NaN and Infinity are numbers). */
function notNumber(values: ArrayLike<unknown>): unknown {
  return Array.prototype.find.call(values, (value) => typeof value !== 'number');
}

function checkAxis(description: ChartDescription, name: string, axis: Axis | undefined): void {
  if (typeof axis?.label !== 'string' || axis.label === '') {
    refuse(description, `axis ${name} needs a label; write ${name}: { label: 'step', unit: '…' }.`);
  }
  const [from, to] = axis.range ?? [0, 1];
  if (!Number.isFinite(from) || !Number.isFinite(to) || from >= to) {
    refuse(description, `the range of axis ${name} must go up, got [${from}, ${to}].`);
  }
  if (axis.scale === 'log' && axis.range !== undefined && from <= 0) {
    refuse(description, `a logarithmic axis ${name} starts above 0, got ${from}.`);
  }
}

function checkLog(description: ChartDescription, axis: Axis | undefined, values: ArrayLike<number>): void {
  if (axis?.scale !== 'log') return;
  const bad = Array.prototype.find.call(values, (value: number) => value <= 0) as number | undefined;
  if (bad !== undefined) {
    refuse(description, `axis "${axis.label}" is logarithmic and cannot show ${bad}; use scale 'linear'.`);
  }
}

function checkSeries(description: ChartDescription & { kind: 'line' | 'scatter' }): void {
  for (const { name, x, y, colour } of description.series) {
    if (x !== undefined && x.length !== y.length) {
      refuse(description, `series "${name}" has ${x.length} values of x and ${y.length} of y; give as many.`);
    }
    for (const [axis, values] of [
      ['x', x ?? []],
      ['y', y],
    ] as const) {
      const wrong = notNumber(values);
      if (wrong !== undefined)
        refuse(description, `series "${name}" has ${String(wrong)} in ${axis}; only numbers.`);
      checkLog(description, description[axis], values);
    }
    if (colour !== undefined) hexOf(colour);
  }
}

function checkBars(description: ChartDescription & { kind: 'bar' }): void {
  for (const { label, value, colour } of description.bars) {
    const wrong = (typeof value === 'number' ? [value] : Object.values(value)).find(
      (each) => !Number.isFinite(each),
    );
    if (wrong !== undefined)
      refuse(description, `bar "${label}" is ${String(wrong)}; a bar needs a finite number.`);
    if (colour !== undefined) hexOf(colour);
  }
  const { highlight, bars } = description;
  if (highlight !== undefined && bars.length > 0 && !bars.some(({ label }) => label === highlight)) {
    refuse(
      description,
      `no bar is called "${highlight}"; there are ${bars.map(({ label }) => label).join(', ')}.`,
    );
  }
  if (description.x.scale === 'log' || description.y.scale === 'log') {
    refuse(
      description,
      'bars start at 0, which a logarithmic axis does not have; use a line or scatter chart.',
    );
  }
}

function checkHeatMap(description: ChartDescription & { kind: 'heatMap' }): void {
  const { rows, columns, values } = description;
  if (values.length !== rows.length) {
    refuse(
      description,
      `${rows.length} row labels for ${values.length} rows of values; give one label a row.`,
    );
  }
  values.forEach((row, index) => {
    if (row.length !== columns.length) {
      refuse(
        description,
        `row ${index} ("${rows[index] ?? ''}") has ${row.length} values for ${columns.length} columns.`,
      );
    }
  });
  const { words } = description;
  if (
    words !== undefined &&
    (words.length !== rows.length || words.some((row) => row.length !== columns.length))
  ) {
    refuse(
      description,
      `words are needed for ${rows.length} rows of ${columns.length} cells; give one a cell.`,
    );
  }
  checkAxis(description, 'value', description.value);
}

function checkRules(description: ChartDescription): void {
  for (const { x, y, label } of description.rules ?? []) {
    if ((x === undefined) === (y === undefined)) refuse(description, `rule "${label}" needs either x or y.`);
    if (!Number.isFinite(x ?? y))
      refuse(description, `rule "${label}" stands at ${String(x ?? y)}; give a finite number.`);
  }
}

/** Refuses, with the chart's title and the value, what cannot be drawn honestly. */
export function checkDescription(description: ChartDescription): void {
  if (typeof description.title !== 'string' || description.title.trim() === '') {
    refuse(description, 'a chart needs a title that says its message.');
  }
  checkAxis(description, 'x', description.x);
  if (description.kind !== 'histogram' || description.y !== undefined)
    checkAxis(description, 'y', description.y);
  checkRules(description);
  switch (description.kind) {
    case 'line':
    case 'scatter':
      return checkSeries(description);
    case 'bar':
      return checkBars(description);
    case 'heatMap':
      return checkHeatMap(description);
    case 'histogram':
      if ((description.values === undefined) === (description.series === undefined)) {
        refuse(description, 'give either values or series.');
      }
      return;
    default:
      description satisfies never;
  }
}
