function shingles(text: string, language: 'en' | 'zh') {
  const units = Array.from(
    text.toLowerCase().matchAll(language === 'en' ? /[\p{L}\p{N}]+/gu : /[\p{L}\p{N}]/gu),
    ([unit]) => unit,
  );
  const between = language === 'en' ? ' ' : '';
  if (units.length > 0 && units.length <= 5) return new Set([units.join(between)]);
  return new Set(units.flatMap((_, i) => (i < 4 ? [] : [units.slice(i - 4, i + 1).join(between)])));
}
function jaccard(a: Set<string>, b: Set<string>): number {
  let shared = 0;
  a.forEach((one) => {
    if (b.has(one)) shared++;
  });
  return shared / Math.max(1, a.size + b.size - shared);
}
