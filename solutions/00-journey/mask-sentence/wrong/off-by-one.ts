function maskSentence(tokens: string[], positions: number[], mask = '[MASK]') {
  const hidden = (i: number) => positions.includes(i + 1) && !tokens[i]!.startsWith('[');
  return {
    input: tokens.map((token, i) => (hidden(i) ? mask : token)),
    targets: tokens.map((token, i) => (hidden(i) ? token : '')),
  };
}
