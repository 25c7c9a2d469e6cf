/** The figures that a notebook's cells have shown (`figure(…)` of display/). */
import { FIGURE_TYPE, type FigureRecord } from '../display/figure.js';
import type { Notebook } from './format.js';

/** In order of the cells; where an id is shown twice, its last value. */
export function figuresOf(notebook: Notebook): FigureRecord[] {
  const figures = new Map<string, FigureRecord>();
  for (const cell of notebook.cells) {
    if (cell.cell_type !== 'code') continue;
    for (const output of cell.outputs) {
      const record = 'data' in output ? output.data[FIGURE_TYPE] : undefined;
      if (isRecord(record)) figures.set(record.id, record);
    }
  }
  return [...figures.values()];
}

function isRecord(data: unknown): data is FigureRecord {
  if (typeof data !== 'object' || data === null) return false;
  const { id, value } = data as Partial<FigureRecord>;
  return typeof id === 'string' && typeof value === 'number';
}
