function maskSentence(tokens: string[], positions: number[], mask = '[MASK]') {
  const input = tokens.slice();
  const targets: string[] = new Array<string>(tokens.length).fill('');
  for (const i of positions) {
    const token = tokens[i]!;
    if (/^\[.*\]$/.test(token)) continue;
    input[i] = mask;
    targets[i] = token;
  }
  return { input, targets };
}
