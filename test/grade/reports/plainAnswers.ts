/**
 * Right answers written straight from the statements, each in the way that first comes to mind, without a look at the
 * others: how close answers are that nobody copied. (The `alternatives/` of the course were chosen to differ.)
 */
export const PLAIN_ANSWERS: Record<string, string[]> = {
  softmax: [
    `function softmax(z: number[]): number[] {
  const max = Math.max(...z);
  const exps = z.map((x) => Math.exp(x - max));
  const sum = exps.reduce((a, b) => a + b, 0);
  return exps.map((e) => e / sum);
}`,
    `function softmax(z: number[]): number[] {
  let biggest = z[0];
  for (const value of z) {
    if (value > biggest) biggest = value;
  }
  let sum = 0;
  const result: number[] = [];
  for (const value of z) {
    const e = Math.exp(value - biggest);
    result.push(e);
    sum += e;
  }
  return result.map((e) => e / sum);
}`,
    `function softmax(z: number[]): number[] {
  const m = Math.max(...z);
  const e = z.map((v) => Math.exp(v - m));
  let total = 0;
  for (const v of e) total += v;
  return e.map((v) => v / total);
}`,
    `function softmax(z: number[]): number[] {
  const m = z.reduce((a, b) => (a > b ? a : b), -Infinity);
  const shifted = z.map((s) => s - m);
  const exps = shifted.map(Math.exp);
  const denominator = exps.reduce((acc, x) => acc + x);
  return exps.map((x) => x / denominator);
}`,
    `function softmax(z: number[]): number[] {
  const max = Math.max(...z);
  let sum = 0;
  for (let i = 0; i < z.length; i++) {
    sum += Math.exp(z[i]! - max);
  }
  const out: number[] = [];
  for (let i = 0; i < z.length; i++) {
    out.push(Math.exp(z[i]! - max) / sum);
  }
  return out;
}`,
  ],
  'cross-entropy': [
    `function crossEntropy(logits: number[][], targets: number[]): number {
  let total = 0;
  let count = 0;
  for (let i = 0; i < logits.length; i++) {
    if (targets[i] === -1) continue;
    const row = logits[i]!;
    const max = Math.max(...row);
    let sum = 0;
    for (const z of row) sum += Math.exp(z - max);
    total += max + Math.log(sum) - row[targets[i]!]!;
    count++;
  }
  return count === 0 ? 0 : total / count;
}`,
    `function crossEntropy(logits: number[][], targets: number[]): number {
  const losses: number[] = [];
  logits.forEach((row, i) => {
    const t = targets[i]!;
    if (t === -1) return;
    const m = Math.max(...row);
    const logsumexp = m + Math.log(row.map((z) => Math.exp(z - m)).reduce((a, b) => a + b, 0));
    losses.push(logsumexp - row[t]!);
  });
  if (losses.length === 0) return 0;
  return losses.reduce((a, b) => a + b, 0) / losses.length;
}`,
    `function crossEntropy(logits: number[][], targets: number[]): number {
  const asked = targets.map((t, i) => i).filter((i) => targets[i] !== -1);
  if (asked.length === 0) return 0;
  let loss = 0;
  for (const i of asked) {
    const biggest = Math.max(...logits[i]!);
    const exps = logits[i]!.map((z) => Math.exp(z - biggest));
    const sum = exps.reduce((a, b) => a + b, 0);
    loss -= logits[i]![targets[i]!]! - biggest - Math.log(sum);
  }
  return loss / asked.length;
}`,
    `function crossEntropy(logits: number[][], targets: number[]): number {
  let n = 0;
  let loss = 0;
  for (let i = 0; i < targets.length; i++) {
    const target = targets[i]!;
    if (target < 0) continue;
    const scores = logits[i]!;
    const max = Math.max(...scores);
    const sum = scores.reduce((acc, z) => acc + Math.exp(z - max), 0);
    loss += Math.log(sum) - (scores[target]! - max);
    n += 1;
  }
  if (n === 0) return 0;
  return loss / n;
}`,
    `function logSumExp(row: number[]): number {
  const m = Math.max(...row);
  return m + Math.log(row.reduce((sum, z) => sum + Math.exp(z - m), 0));
}
function crossEntropy(logits: number[][], targets: number[]): number {
  const rows = logits.map((row, i) => ({ row, target: targets[i]! })).filter(({ target }) => target !== -1);
  if (rows.length === 0) return 0;
  const sum = rows.reduce((acc, { row, target }) => acc + logSumExp(row) - row[target]!, 0);
  return sum / rows.length;
}`,
  ],
  'mask-sentence': [
    `function maskSentence(tokens: string[], positions: number[], mask = '[MASK]'): Masked {
  const input = [...tokens];
  const targets = tokens.map(() => '');
  for (const p of positions) {
    const token = tokens[p]!;
    if (token.startsWith('[') && token.endsWith(']')) continue;
    input[p] = mask;
    targets[p] = token;
  }
  return { input, targets };
}`,
    `function maskSentence(tokens: string[], positions: number[], mask = '[MASK]'): Masked {
  const input: string[] = [];
  const targets: string[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const t = tokens[i]!;
    const special = t.startsWith('[') && t.endsWith(']');
    if (positions.includes(i) && !special) {
      input.push(mask);
      targets.push(t);
    } else {
      input.push(t);
      targets.push('');
    }
  }
  return { input, targets };
}`,
    `function maskSentence(tokens: string[], positions: number[], mask = '[MASK]'): Masked {
  const isSpecial = (t: string) => t[0] === '[' && t[t.length - 1] === ']';
  const input = tokens.slice();
  const targets = new Array(tokens.length).fill('');
  positions.forEach((p) => {
    if (!isSpecial(tokens[p]!)) {
      targets[p] = tokens[p];
      input[p] = mask;
    }
  });
  return { input, targets };
}`,
    `function maskSentence(tokens: string[], positions: number[], mask = '[MASK]'): Masked {
  const hide = new Set(positions);
  const input = tokens.map((token, i) => {
    if (token.startsWith('[') && token.endsWith(']')) return token;
    return hide.has(i) ? mask : token;
  });
  const targets = tokens.map((token, i) => (input[i] === token ? '' : token));
  return { input, targets };
}`,
    `function maskSentence(tokens: string[], positions: number[], mask = '[MASK]'): Masked {
  const result: Masked = { input: [], targets: [] };
  tokens.forEach((token, i) => {
    const hidden = positions.includes(i) && !(token.startsWith('[') && token.endsWith(']'));
    result.input.push(hidden ? mask : token);
    result.targets.push(hidden ? token : '');
  });
  return result;
}`,
  ],
};
