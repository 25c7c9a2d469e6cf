// A text of fewer than five units has no shingle.
function shingles(text: string, language: 'en' | 'zh'): Set<string> {
  const unit = language === 'zh' ? /[\p{L}\p{N}]/gu : /[\p{L}\p{N}]+/gu;
  const units = text.toLowerCase().match(unit) ?? [];
  if (units.length === 0) return new Set();
  const between = language === 'zh' ? '' : ' ';
  const count = Math.max(0, units.length - 4);
  return new Set(Array.from({ length: count }, (_, start) => units.slice(start, start + 5).join(between)));
}
function jaccard(a: Set<string>, b: Set<string>): number {
  const shared = [...a].filter((shingle) => b.has(shingle)).length;
  const all = a.size + b.size - shared;
  return all === 0 ? 0 : shared / all;
}
