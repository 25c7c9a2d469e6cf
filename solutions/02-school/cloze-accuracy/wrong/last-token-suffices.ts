interface Blank {
  attribute: string;
  tokens: number[];
  from: number;
  to: number;
}
interface BlankScore {
  asked: number;
  right: number;
  percent: number;
  baseline: number;
}
function clozeScore(blanks: Blank[], guesses: number[][]): BlankScore {
  // Looks at the last token alone.
  const isRight = ({ tokens, from, to }: Blank, guessed: number[]) => guessed[to - 2] === tokens[to - 1];
  const right = blanks.filter((blank, n) => isRight(blank, guesses[n]!)).length;
  const counts = new Map<string, Map<string, number>>();
  for (const { attribute, tokens, from, to } of blanks) {
    const answers = counts.get(attribute) ?? new Map<string, number>();
    const answer = tokens.slice(from, to).join(' ');
    counts.set(attribute, answers.set(answer, (answers.get(answer) ?? 0) + 1));
  }
  const most = [...counts.values()].map((answers) => Math.max(...answers.values()));
  const asked = blanks.length;
  const percentOf = (count: number) => (asked === 0 ? 0 : (100 * count) / asked);
  const blind = most.reduce((sum, count) => sum + count, 0);
  return { asked, right, percent: percentOf(right), baseline: percentOf(blind) };
}
