function maskSentence(tokens: string[], positions: number[], mask = '[MASK]') {
  // The targets of the hidden places alone.
  const hidden = (i: number) =>
    positions.includes(i) && !(tokens[i]!.startsWith('[') && tokens[i]!.endsWith(']'));
  return {
    input: tokens.map((token, i) => (hidden(i) ? mask : token)),
    targets: tokens.filter((_, i) => hidden(i)),
  };
}
