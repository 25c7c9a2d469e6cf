// By cases: before, in and behind the fall.
interface Schedule {
  steps: number;
  warmUp: number;
  decayShare: number;
  floor: number;
}
function factorAt(s: number, { steps, warmUp, decayShare, floor }: Schedule): number {
  const start = steps - steps * decayShare;
  let factor = 1;
  if (s >= steps) factor = floor;
  else if (s > start) factor = floor * ((s - start) / (steps - start)) + (steps - s) / (steps - start);
  if (s + 1 < warmUp) factor *= (s + 1) / warmUp;
  return factor;
}
