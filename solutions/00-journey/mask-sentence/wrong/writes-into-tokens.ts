function maskSentence(tokens: string[], positions: number[], mask = '[MASK]') {
  const targets = tokens.map(() => '');
  for (const i of positions) {
    if (tokens[i]!.startsWith('[')) continue;
    targets[i] = tokens[i]!;
    tokens[i] = mask;
  }
  return { input: tokens, targets };
}
