// Remembers the decision by the number of the mark, so that a later mark with this number goes the same way.
/** tokens, marks, chances: [T] each; shares: from 0 to 1 → two new lists [T]. */
function hideMarks(
  tokens: number[],
  marks: number[],
  chances: number[],
  shares: { marks: number; others: number },
): { tokens: number[]; targets: number[] } {
  const shown = [...tokens];
  const targets = tokens.map(() => -1);
  let isHidden = false;
  const decided = new Map<number, boolean>();
  for (let i = 1; i < tokens.length; i++) {
    isHidden =
      (marks[i]! > 0 ? decided.get(marks[i]!) : undefined) ??
      chances[i]! < (marks[i]! > 0 ? shares.marks : shares.others);
    decided.set(marks[i]!, isHidden);
    if (!isHidden || tokens[i]! < 6) continue;
    targets[i - 1] = tokens[i]!;
    shown[i] = 2;
  }
  return { tokens: shown, targets };
}
