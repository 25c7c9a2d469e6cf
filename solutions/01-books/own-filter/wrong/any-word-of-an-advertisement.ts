// One word that an advertisement had is enough.
interface Example {
  text: string;
  isAdvertisement: boolean;
}
function findAdvertisements(examples: Example[], pages: string[]): boolean[] {
  // Naive Bayes on words and single Chinese characters: how much does each of them speak for an advertisement?
  const unitsOf = (text: string) => new Set(text.toLowerCase().match(/[a-z]+|\p{Script=Han}/gu));
  const seen = new Map<string, [honest: number, advertisement: number]>();
  for (const { text, isAdvertisement } of examples) {
    for (const unit of unitsOf(text)) {
      const pair = seen.get(unit) ?? [/* free */ 0.5, /* free */ 0.5];
      pair[isAdvertisement ? 1 : 0] += /* free */ 1;
      seen.set(unit, pair);
    }
  }
  return pages.map((page) => {
    let evidence = /* free */ 0;
    for (const unit of unitsOf(page)) {
      const [honest, advertisement] = seen.get(unit) ?? [/* free */ 1, /* free */ 1];
      evidence += Math.log(advertisement / honest);
    }
    return [...unitsOf(page)].some((unit) => (seen.get(unit)?.[1] ?? 0) > 1);
  });
}
