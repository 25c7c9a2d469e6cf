function crossEntropyGradient(logits: number[][], targets: number[]): number[][] {
  let asked = 0;
  for (const target of targets) if (target >= 0) asked++;
  const gradient: number[][] = [];
  for (let n = 0; n < logits.length; n++) {
    const row = logits[n]!;
    const result = new Array<number>(row.length).fill(0);
    gradient.push(result);
    if (targets[n]! < 0) continue;
    const m = Math.max(...row);
    let total = 0;
    for (const z of row) total += Math.exp(z - m);
    for (let j = 0; j < row.length; j++) result[j] = Math.exp(row[j]! - m) / total / asked;
    result[targets[n]!]! -= 1 / asked;
  }
  return gradient;
}
