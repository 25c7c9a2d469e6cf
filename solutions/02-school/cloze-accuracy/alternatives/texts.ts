// Answers and guesses as texts: the guesses of an answer are those one place earlier.
type Asked = { attribute: string; tokens: number[]; from: number; to: number };
const clozeScore = (blanks: Asked[], guesses: number[][]) => {
  const answers = blanks.map(({ tokens, from, to }) => `${tokens.slice(from, to)}`);
  const guessed = blanks.map(({ from, to }, n) => `${guesses[n]!.slice(from - 1, to - 1)}`);
  const right = answers.filter((answer, n) => answer === guessed[n]).length;
  const attributes = [...new Set(blanks.map(({ attribute }) => attribute))];
  const blind = attributes.map((attribute) => {
    const here = answers.filter((_, n) => blanks[n]!.attribute === attribute);
    return Math.max(...here.map((answer) => here.filter((other) => other === answer).length));
  });
  const share = 100 / Math.max(1, blanks.length);
  return {
    baseline: share * blind.reduce((a, b) => a + b, 0),
    percent: share * right,
    right,
    asked: blanks.length,
  };
};
