// Both as straight lines that are cut off above and below.
interface Schedule {
  steps: number;
  warmUp: number;
  decayShare: number;
  floor: number;
}
const factorAt = (s: number, schedule: Schedule): number => {
  const { steps, warmUp, decayShare, floor } = schedule;
  const between = (x: number) => Math.min(1, Math.max(0, x));
  const rise = between((s + 1) / Math.max(1, warmUp));
  if (s >= steps) return floor * rise;
  const done = decayShare === 0 ? 0 : between((s - steps * (1 - decayShare)) / (steps * decayShare));
  return rise * (1 - (1 - floor) * done);
};
