/** How fast a training goes: over its last steps, so that a slow start is forgotten. */

const WINDOW = 20;

export class Pace {
  private readonly steps: { tokens: number; seconds: number }[] = [];
  /** When each step ended, with all that happens between steps: evaluation, drawing. */
  private readonly ends: number[];

  /** @param clock - milliseconds. */
  constructor(private readonly clock: () => number) {
    this.ends = [clock()];
  }

  /** Runs one step and remembers how long it took. */
  async measure<T extends { tokens: number }>(step: () => Promise<T>): Promise<T> {
    const start = this.clock();
    const result = await step();
    const end = this.clock();
    this.steps.push({ tokens: result.tokens, seconds: (end - start) / 1000 });
    this.ends.push(end);
    if (this.steps.length > WINDOW) {
      this.steps.shift();
      this.ends.shift();
    }
    return result;
  }

  /** 0 where the batches have no tokens or no time has passed. */
  tokensPerSecond(): number {
    const sum = (pick: 'tokens' | 'seconds') => this.steps.reduce((total, step) => total + step[pick], 0);
    const seconds = sum('seconds');
    return seconds > 0 ? sum('tokens') / seconds : 0;
  }

  secondsFor(steps: number): number {
    return ((this.ends.at(-1)! - this.ends[0]!) / 1000 / this.steps.length) * steps;
  }
}
