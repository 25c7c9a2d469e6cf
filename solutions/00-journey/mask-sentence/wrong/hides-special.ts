function maskSentence(tokens: string[], positions: number[], mask = '[MASK]') {
  return {
    input: tokens.map((token, i) => (positions.includes(i) ? mask : token)),
    targets: tokens.map((token, i) => (positions.includes(i) ? token : '')),
  };
}
