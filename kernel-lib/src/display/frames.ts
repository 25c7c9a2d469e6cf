/** How often something live is drawn again: never more than five times a second, and never at the work's expense. */

export interface Clock {
  /** Milliseconds, from any start. */
  now(): number;
}

export const systemClock: Clock = { now: () => performance.now() };

/** Milliseconds between frames: 5 a second. */
export const FRAME = 200;
/** Drawing takes at most a twentieth of the time. */
const SHARE = 20;
/** But nobody waits longer than this for it, in milliseconds: the first frame is slow since it loads libraries. */
const MOST = 1000;

/**
 * Decides by the clock at the time of the call, without timers, so that a synchronous training loop also gets frames.
 */
export class Frames {
  private next = -Infinity;

  constructor(
    private readonly clock: Clock,
    private readonly least = FRAME,
  ) {}

  /** Draws if it is time. Without the trailing call by the owner's `done()` the last change may stay undrawn. */
  offer(draw: () => void): boolean {
    if (this.clock.now() < this.next) return false;
    this.force(draw);
    return true;
  }

  force(draw: () => void): void {
    const start = this.clock.now();
    draw();
    const end = this.clock.now();
    this.next = start + Math.max(this.least, Math.min(MOST, (end - start) * SHARE));
  }
}
