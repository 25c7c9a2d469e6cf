// Gives the numbers of the items.
function contaminated(documents: string[], items: string[], language: 'en' | 'zh'): number[] {
  const unit = language === 'zh' ? /[\p{L}\p{N}]/gu : /[\p{L}\p{N}]+/gu;
  const unitsOf = (text: string): string[] => text.toLowerCase().match(unit) ?? [];
  const all = documents.map(unitsOf);
  return items.map(unitsOf).flatMap((item, number) => {
    const allowed = item.length < 5 ? 0 : 1;
    const isHere = (units: string[], start: number) =>
      start + item.length <= units.length &&
      item.filter((one, i) => one !== units[start + i]).length <= allowed;
    return item.length > 0 && all.some((units) => units.some((_, start) => isHere(units, start)))
      ? [number]
      : [];
  });
}
