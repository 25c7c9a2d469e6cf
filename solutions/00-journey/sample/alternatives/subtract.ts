function sampleTokens(logits: number[], temperature: number, uniform: number[]): number[] {
  let best = 0;
  for (let token = 1; token < logits.length; token++) if (logits[token]! > logits[best]!) best = token;
  const result: number[] = [];
  for (const u of uniform) {
    if (temperature === 0) {
      result.push(best);
      continue;
    }
    const logSum = Math.log(logits.reduce((sum, z) => sum + Math.exp((z - logits[best]!) / temperature), 0));
    let left = u;
    let chosen = best;
    for (let token = 0; token < logits.length; token++) {
      const chance = Math.exp((logits[token]! - logits[best]!) / temperature - logSum);
      if (chance === 0) continue;
      chosen = token;
      left -= chance;
      if (left < 0) break;
    }
    result.push(chosen);
  }
  return result;
}
