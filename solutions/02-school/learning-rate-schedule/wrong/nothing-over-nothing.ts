// Divides by a warm-up of 0 and by a fall of 0.
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
  const rise = Math.min(1, s / warmUp + 1 / warmUp);
  const falling = decayShare * steps;
  const left = Math.max(0, steps - s);
  return rise * (floor + (1 - floor) * Math.min(1, left / falling));
}
