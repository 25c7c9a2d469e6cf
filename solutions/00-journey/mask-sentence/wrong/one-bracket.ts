function maskSentence(tokens: string[], positions: number[], mask = '[MASK]') {
  // Takes every token with a bracket for a special one.
  const hidden = (i: number) =>
    positions.includes(i) && !tokens[i]!.startsWith('[') && !tokens[i]!.endsWith(']');
  return {
    input: tokens.map((token, i) => (hidden(i) ? mask : token)),
    targets: tokens.map((token, i) => (hidden(i) ? token : '')),
  };
}
