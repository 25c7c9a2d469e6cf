function maskSentence(tokens: string[], positions: number[]) {
  const hidden = (i: number) => positions.includes(i) && !tokens[i]!.startsWith('[');
  return {
    input: tokens.map((token, i) => (hidden(i) ? '[MASK]' : token)),
    targets: tokens.map((token, i) => (hidden(i) ? token : '')),
  };
}
