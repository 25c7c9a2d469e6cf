/** Where the names of points stand without covering a point or another name. */
import { pixels } from '../textWidth.js';
import { position, SIZE } from './layout.js';
import type { DrawnCloud, Plan } from './plan.js';

export interface PointLabel {
  x: number;
  y: number;
  text: string;
  /** Whose name it is. */
  cloud: DrawnCloud;
  index: number;
  dx: number;
  dy: number;
  anchor: 'start' | 'middle' | 'end';
}

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

const apart = (a: Box, b: Box) =>
  a.left > b.right || b.left > a.right || a.top > b.bottom || b.top > a.bottom;
const HALF_LINE = 6.5;
/** Names end before the edge of the picture, where a font that is wider than thought would be cut. */
const CARD_EDGE = 8;
/** Right of the point first, then left, above, below. */
const PLACES = [
  { dx: 6, dy: 0, anchor: 'start' },
  { dx: -6, dy: 0, anchor: 'end' },
  { dx: 0, dy: -11, anchor: 'middle' },
  { dx: 0, dy: 11, anchor: 'middle' },
] as const;

/** The names that have room, each with its place; the others are left to hovering. */
export function pointLabels(plan: Plan, clouds: readonly DrawnCloud[]): PointLabel[] {
  const { width, height } = plan.frame.plot;
  const at = (x: number, y: number) => ({
    left: position(x, plan.x.range, width, plan.x.axis),
    top: height - position(y, plan.y.range, height, plan.y.axis),
  });
  if (clouds.every(({ labels }) => labels === undefined)) return [];
  const taken = clouds.flatMap(({ points }) =>
    points.map(([x, y]): Box => {
      const { left, top } = at(x, y);
      return { left: left - 3, right: left + 3, top: top - 3, bottom: top + 3 };
    }),
  );
  return clouds.flatMap((cloud) =>
    cloud.points.flatMap(([x, y], index): PointLabel[] => {
      const text = cloud.labels?.[index] ?? '';
      const long = pixels(text, SIZE.tick);
      const { left, top } = at(x, y);
      for (const place of text === '' ? [] : PLACES) {
        const start =
          left + place.dx - (place.anchor === 'start' ? 0 : place.anchor === 'end' ? long : long / 2);
        const middle = top + place.dy;
        const box = { left: start, right: start + long, top: middle - HALF_LINE, bottom: middle + HALF_LINE };
        const fits =
          box.left >= -8 && box.right <= width + plan.frame.margin.right - CARD_EDGE && box.bottom <= height;
        if (!fits || !taken.every((other) => apart(box, other))) continue;
        taken.push(box);
        return [{ x, y, text, cloud, index, ...place }];
      }
      return [];
    }),
  );
}
