interface Example {
  text: string;
  isAdvertisement: boolean;
}

/** Logistic regression on hashed pieces of one and two characters or words. */
function findAdvertisements(examples: Example[], pages: string[]): boolean[] {
  const SIZE = 2 ** 14;
  const featuresOf = (text: string) => {
    const units = text.toLowerCase().match(/[a-z]+|\p{Script=Han}/gu) ?? [];
    const pieces = units.flatMap((unit, i) => (i === 0 ? [unit] : [unit, `${units[i - 1]} ${unit}`]));
    const places = pieces.map((piece) =>
      [...piece].reduce((hash, one) => (hash * 31 + one.codePointAt(0)!) % SIZE, 7),
    );
    return [...new Set(places)];
  };
  const weights = new Float64Array(SIZE + 1);
  const scoreOf = (features: number[]) =>
    features.reduce((sum, place) => sum + weights[place]!, weights[SIZE]!);
  const rows = examples.map(({ text, isAdvertisement }) => ({
    features: featuresOf(text),
    target: Number(isAdvertisement),
  }));
  for (let epoch = 0; epoch < 20; epoch++) {
    for (const { features, target } of rows) {
      const step = 0.05 * (target - 1 / (1 + Math.exp(-scoreOf(features))));
      for (const place of [...features, SIZE]) weights[place]! += step;
    }
  }
  return pages.map((page) => scoreOf(featuresOf(page)) > 0);
}
