const maskSentence = (tokens: readonly string[], positions: readonly number[], mask: string = '[MASK]') => {
  const wanted = new Set(positions.filter((i) => !(tokens[i]!.startsWith('[') && tokens[i]!.endsWith(']'))));
  const pairs = tokens.map((token, i) => (wanted.has(i) ? [mask, token] : [token, '']));
  return { input: pairs.map(([shown]) => shown!), targets: pairs.map(([, target]) => target!) };
};
