function crossEntropy(logits: number[][], targets: number[]): number {
  let mean = 0;
  let seen = 0;
  for (let n = 0; n < targets.length; n++) {
    const t = targets[n]!;
    if (t === -1) continue;
    const others = logits[n]!.map((z) => z - logits[n]![t]!);
    const m = Math.max(...others);
    seen += 1;
    mean += (m + Math.log(others.reduce((sum, d) => sum + Math.exp(d - m), 0)) - mean) / seen;
  }
  return mean;
}
