// Lets the last unit lie beyond the end.
function contaminated(documents: string[], items: string[], language: 'en' | 'zh'): number[] {
  const unit = language === 'zh' ? /[\p{L}\p{N}]/gu : /[\p{L}\p{N}]+/gu;
  const unitsOf = (text: string): string[] => text.toLowerCase().match(unit) ?? [];
  const wanted = items.map(unitsOf).filter((item) => item.length > 0);
  return documents.flatMap((document, number) => {
    const units = unitsOf(document);
    const isHere = (item: string[], start: number) => {
      const different = item.filter((one, i) => one !== units[start + i]).length;
      return different <= (item.length < 5 ? 0 : 1);
    };
    const isHeld = wanted.some((item) => units.some((_, start) => isHere(item, start)));
    return isHeld ? [number] : [];
  });
}
