interface Example {
  text: string;
  isAdvertisement: boolean;
}

/** Each word that prefers one side has a vote, a larger one if it prefers it more. */
const findAdvertisements = (examples: Example[], pages: string[]): boolean[] => {
  const wordsOf = (text: string) => {
    const english = text.toLowerCase().split(/[^a-z]+/);
    const chinese = [...text].filter((one) => /\p{Script=Han}/u.test(one));
    return new Set([...english, ...chinese].filter((word) => word !== ''));
  };
  const count = (wanted: boolean) => {
    const counts: Record<string, number> = {};
    for (const example of examples) {
      if (example.isAdvertisement !== wanted) continue;
      wordsOf(example.text).forEach((word) => (counts[`#${word}`] = (counts[`#${word}`] ?? 0) + 1));
    }
    return (word: string) => counts[`#${word}`] ?? 0;
  };
  const [sold, honest] = [count(true), count(false)];
  const vote = (word: string) => (sold(word) - honest(word)) / (sold(word) + honest(word) + 1);
  return pages.map((page) => Array.from(wordsOf(page), vote).reduce((a, b) => a + b, 0) > -2);
};
