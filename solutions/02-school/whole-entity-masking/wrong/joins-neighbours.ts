// Two marks that touch are one.
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
  for (let i = 1; i < tokens.length; i++) {
    const goesOn = marks[i]! > 0 && marks[i - 1]! > 0;
    if (!goesOn) isHidden = chances[i]! < (marks[i]! > 0 ? shares.marks : shares.others);
    if (!isHidden || tokens[i]! < 6) continue;
    targets[i - 1] = tokens[i]!;
    shown[i] = 2;
  }
  return { tokens: shown, targets };
}
