function maskSentence(tokens: string[], positions: number[], mask = '[MASK]') {
  const hidden = (i: number) => positions.includes(i) && !tokens[i]!.startsWith('[');
  return { input: tokens.map((token, i) => (hidden(i) ? mask : token)), targets: [...tokens] };
}
