import { drawToken, greedy, withTemperature } from 'kernel-lib';
function sampleTokens(logits: number[], temperature: number, uniform: number[]): number[] {
  // Leaves the work to the library, which takes float32.
  const row = Float32Array.from(logits);
  if (temperature === 0) return uniform.map(() => greedy(row));
  return uniform.map((u) =>
    drawToken(
      withTemperature(row, temperature),
      Object.assign(() => u, { state: () => 0, restore: () => {} }),
    ),
  );
}
