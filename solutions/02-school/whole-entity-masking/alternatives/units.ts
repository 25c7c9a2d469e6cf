// First the stretches that go together, then a decision for each.
function hideMarks(
  tokens: number[],
  marks: number[],
  chances: number[],
  shares: { marks: number; others: number },
) {
  const starts = tokens
    .map((_, i) => i)
    .filter((i) => i === 0 || marks[i] === 0 || marks[i] !== marks[i - 1]);
  const hidden = new Set<number>();
  starts.forEach((start, n) => {
    if (chances[start]! >= (marks[start] === 0 ? shares.others : shares.marks)) return;
    for (let i = start; i < (starts[n + 1] ?? tokens.length); i++) if (tokens[i]! > 5) hidden.add(i);
  });
  return {
    tokens: tokens.map((token, i) => (hidden.has(i) ? 2 : token)),
    targets: tokens.map((_, i) => (hidden.has(i + 1) ? tokens[i + 1]! : -1)),
  };
}
