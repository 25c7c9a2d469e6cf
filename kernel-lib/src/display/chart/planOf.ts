/** From a description to its plan. */
import type { ChartDescription } from './description.js';
import type { Plan } from './plan.js';
import { planBars } from './planBars.js';
import { planHeatMap } from './planHeatMap.js';
import { planHistogram, planLine, planScatter } from './planXY.js';

export function planOf(description: ChartDescription): Plan {
  switch (description.kind) {
    case 'line':
      return planLine(description);
    case 'scatter':
      return planScatter(description);
    case 'bar':
      return planBars(description);
    case 'heatMap':
      return planHeatMap(description);
    case 'histogram':
      return planHistogram(description);
    default:
      return description satisfies never;
  }
}
