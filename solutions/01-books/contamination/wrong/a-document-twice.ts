// Names a document once for each item that it holds.
function contaminated(documents: string[], items: string[], language: 'en' | 'zh'): number[] {
  const unit = language === 'zh' ? /[\p{L}\p{N}]/gu : /[\p{L}\p{N}]+/gu;
  const unitsOf = (text: string): string[] => text.toLowerCase().match(unit) ?? [];
  const wanted = items.map(unitsOf).filter((item) => item.length > 0);
  return documents.flatMap((document, number) => {
    const units = unitsOf(document);
    const isHere = (item: string[], start: number) => {
      const different = item.filter((one, i) => one !== units[start + i]).length;
      return start + item.length <= units.length && different <= (item.length < 5 ? 0 : 1);
    };
    return wanted.filter((item) => units.some((_, start) => isHere(item, start))).map(() => number);
  });
}
