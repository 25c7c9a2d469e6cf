/** Charts: one typed description, shown as Plotly figure, SVG picture and text at once. */
import { BUNDLE, type Displayable, type MimeBundle } from '../host.js';
import { display } from '../show.js';
import { checkDescription } from './check.js';
import type {
  BarDescription,
  ChartDescription,
  HeatMapDescription,
  HistogramDescription,
  LineDescription,
  ScatterDescription,
} from './description.js';
import { planOf } from './planOf.js';
import { plotlyFigure, type PlotlyFigure } from './plotly.js';
import { drawSvg } from './svg.js';
import { chartText } from './text.js';

export const PLOTLY_TYPE = 'application/vnd.plotly.v1+json';

/** As the last value of a cell a chart shows itself; anywhere else call `.show()`. */
export class Chart implements Displayable {
  constructor(readonly description: ChartDescription) {
    checkDescription(description);
  }

  /** For front ends with a Plotly renderer: move over it to read values, drag to zoom. */
  figure(): PlotlyFigure {
    return plotlyFigure(planOf(this.description));
  }

  /** A standalone picture. */
  svg(): string {
    return drawSvg(planOf(this.description));
  }

  /** For terminals. */
  toString(): string {
    return chartText(planOf(this.description), this.description);
  }

  [BUNDLE](): MimeBundle {
    const plan = planOf(this.description);
    return {
      [PLOTLY_TYPE]: plotlyFigure(plan),
      'image/svg+xml': drawSvg(plan),
      'text/plain': chartText(plan, this.description),
    };
  }

  show(): void {
    display(this);
  }
}

/** Curves over a number axis, each named at its end. */
export function lineChart(description: LineDescription): Chart {
  return new Chart({ kind: 'line', ...description });
}

/** Points; with `labels` they are named where there is room. */
export function scatterChart(description: ScatterDescription): Chart {
  return new Chart({ kind: 'scatter', ...description });
}

/** One bar a label, or one a label and group, with its value written at its end. */
export function barChart(description: BarDescription): Chart {
  return new Chart({ kind: 'bar', ...description });
}

/** A table of colours, the first row at the top. */
export function heatMap(description: HeatMapDescription): Chart {
  return new Chart({ kind: 'heatMap', ...description });
}

/** How often values fall into bins of equal width with round edges. */
export function histogram(description: HistogramDescription): Chart {
  return new Chart({ kind: 'histogram', ...description });
}
