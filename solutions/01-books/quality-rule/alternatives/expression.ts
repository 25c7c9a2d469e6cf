const quality = (page: string, language: 'en' | 'zh') => {
  const lines = page.split('\n').filter((line) => /[\p{L}\p{N}]/u.test(line));
  const mean = (list: number[]) => list.reduce((a, b) => a + b, 0) / Math.max(1, list.length);
  const ended = mean(lines.map((line) => Number(/[.!?…。！？]["'”’)）」』》\s]*$/u.test(line))));
  const unit = new RegExp(`[\\p{L}\\p{N}]${language === 'en' ? '+' : ''}`, 'gu');
  const meanLength = mean(lines.map((line) => [...line.matchAll(unit)].length));
  return { keep: !(ended < 1 / 8) && !(meanLength < (language === 'en' ? 4 : 6)), meanLength, ended };
};
