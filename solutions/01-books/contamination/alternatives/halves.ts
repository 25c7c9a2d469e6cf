/** With at most one difference, what stands before it and what stands behind it agree. */
const contaminated = (documents: string[], items: string[], language: 'en' | 'zh'): number[] => {
  const unit = new RegExp(`[\\p{L}\\p{N}]${language === 'en' ? '+' : ''}`, 'gu');
  const marked = (units: string[]) => units.map((one) => `<${one}>`).join('');
  const unitsOf = (text: string) => Array.from(text.toLowerCase().matchAll(unit), (match) => match[0]);
  const patterns = items.map(unitsOf).flatMap((item) => {
    if (item.length === 0) return [];
    if (item.length < 5) return [new RegExp(marked(item))];
    return item.map(
      (_, gap) => new RegExp(marked(item.slice(0, gap)) + '<[^<>]+>' + marked(item.slice(gap + 1))),
    );
  });
  const numbers = documents.map((_, number) => number);
  return numbers.filter((number) =>
    patterns.some((pattern) => pattern.test(marked(unitsOf(documents[number]!)))),
  );
};
