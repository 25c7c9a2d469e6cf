/**
 * A chart that changes while the work runs: shown once, then replaced in place.
 * While it grows it is a picture: Plotly's renderer in JupyterLab keeps the first figure that it gets for an output and
 * ignores what follows. The figure that can be zoomed comes with the last state.
 */
import { UserError } from '../../errors.js';
import { Frames, systemClock, type Clock } from '../frames.js';
import { host } from '../host.js';
import { display, newDisplayId, View } from '../show.js';
import { Chart } from './chart.js';
import type { ChartDescription, Series } from './description.js';

/** Any fields of the description, but not another kind of chart. */
export type ChartPatch = {
  [Kind in ChartDescription['kind']]: Partial<Omit<ChartDescription & { kind: Kind }, 'kind'>>;
}[ChartDescription['kind']];

/** While values are appended, arrays of their own, so that the description given stays as it was. */
interface Grown {
  x: number[];
  y: number[];
}

export class LiveChart {
  private chart: Chart;
  private readonly id = newDisplayId('live-chart');
  private readonly frames: Frames;
  private readonly grown = new Map<string, Grown>();
  private ended = false;

  constructor(start: Chart, clock: Clock) {
    this.chart = start;
    this.frames = new Frames(clock);
    if (host() !== undefined) this.frames.force(() => display(this.picture(), { id: this.id }));
  }

  /** Replaces fields of the description, for example `{ bars }`; drawn at most five times a second. */
  update(patch: ChartPatch): void {
    this.chart = new Chart({ ...this.current(), ...patch } as ChartDescription);
    this.grown.clear();
    this.offer();
  }

  /** Adds a point to a line or scatter series. Cheap between frames: call it at every step. */
  append(name: string, x: number, y: number): void {
    const series = this.grown.get(name) ?? this.grow(name);
    series.x.push(x);
    series.y.push(y);
    this.offer();
  }

  /** Draws the last state. In a plain terminal this is the only text. A second call does nothing. */
  done(): void {
    if (this.ended) return;
    this.ended = true;
    this.chart = new Chart(this.current());
    if (host() === undefined) display(this.chart);
    else display(this.chart, { id: this.id, update: true });
  }

  private offer(): void {
    if (host() === undefined || this.ended) return;
    this.frames.offer(() => this.redraw());
  }

  private redraw(): void {
    this.chart = new Chart(this.current());
    display(this.picture(), { id: this.id, update: true });
  }

  private picture(): View {
    const { chart } = this;
    return new View(() => ({ 'image/svg+xml': chart.svg(), 'text/plain': chart.toString() }));
  }

  private grow(name: string): Grown {
    const { description } = this.chart;
    const all: readonly Series[] =
      description.kind === 'line' || description.kind === 'scatter' ? description.series : [];
    const found = all.find((series) => series.name === name);
    if (found === undefined) {
      const names = all.map((series) => `"${series.name}"`).join(', ') || 'none';
      throw new UserError(
        `The live chart "${description.title}" has no series "${name}" to append to; it has ${names}.`,
      );
    }
    const y = Array.from(found.y);
    const grown = { x: found.x === undefined ? y.map((_, index) => index) : Array.from(found.x), y };
    this.grown.set(name, grown);
    return grown;
  }

  /** The description with the appended points. */
  private current(): ChartDescription {
    const { description } = this.chart;
    if (this.grown.size === 0 || (description.kind !== 'line' && description.kind !== 'scatter'))
      return description;
    const series = description.series.map((each) => ({ ...each, ...this.grown.get(each.name) }));
    return { ...description, series } as ChartDescription;
  }
}

/**
 * Shows a chart and keeps it up to date: `append` or `update` while the work runs, `done` at its end.
 * @param clock - for tests.
 */
export function liveChart(start: Chart | ChartDescription, clock: Clock = systemClock): LiveChart {
  return new LiveChart(start instanceof Chart ? start : new Chart(start), clock);
}
