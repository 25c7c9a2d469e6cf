function shingles(text: string, language: 'en' | 'zh'): Set<string> {
  const words = text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
  const units = language === 'en' ? words : [...words.join('')];
  const join = (list: string[]) => list.join(language === 'en' ? ' ' : '');
  const found = new Set<string>();
  const window: string[] = [];
  for (const unit of units) {
    window.push(unit);
    if (window.length > 5) window.shift();
    if (window.length === 5) found.add(join(window));
  }
  return units.length > 0 && units.length < 5 ? new Set([join(units)]) : found;
}
const jaccard = (a: ReadonlySet<string>, b: ReadonlySet<string>): number => {
  const union = new Set([...a, ...b]);
  let both = 0;
  for (const one of union) if (a.has(one) && b.has(one)) both += 1;
  return union.size > 0 ? both / union.size : 0;
};
