// Each place looks back to the beginning of its mark.
const hideMarks = (
  tokens: number[],
  marks: number[],
  chances: number[],
  { marks: ofMarks, others }: { marks: number; others: number },
) => {
  const beginning = (i: number): number =>
    marks[i] !== 0 && marks[i] === marks[i - 1] ? beginning(i - 1) : i;
  const isHidden = (i: number) =>
    i < tokens.length && tokens[i]! >= 6 && chances[beginning(i)]! < (marks[i] === 0 ? others : ofMarks);
  const targets = tokens.map((_, i) => (isHidden(i + 1) ? tokens[i + 1]! : -1));
  return { tokens: tokens.map((token, i) => (isHidden(i) ? 2 : token)), targets };
};
