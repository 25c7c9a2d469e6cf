// Half a cosine wave instead of a line.
interface Schedule {
  /** All steps of the training, at least 1. */
  steps: number;
  warmUp: number;
  /** From 0 to 1. */
  decayShare: number;
  /** From 0 to 1. */
  floor: number;
}
/** s: how many steps are done, from 0 → what the learning rate is multiplied by at the next one. */
function factorAt(s: number, { steps, warmUp, decayShare, floor }: Schedule): number {
  const rise = warmUp === 0 ? 1 : Math.min(1, (s + 1) / warmUp);
  const falling = decayShare * steps;
  const left = Math.max(0, steps - s);
  if (left === 0) return rise * floor;
  return left < falling
    ? rise * (floor + ((1 - floor) * (1 - Math.cos((Math.PI * left) / falling))) / 2)
    : rise;
}
