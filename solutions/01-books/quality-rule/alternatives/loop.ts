const ENDINGS = '.!?…。！？';
const CLOSING = '"\'”’)）」』》';
function quality(page: string, language: 'en' | 'zh') {
  let [lines, ended, length] = [0, 0, 0];
  for (const line of page.split(/\n/)) {
    const words = line.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
    if (words.length === 0) continue;
    lines += 1;
    length += language === 'en' ? words.length : [...words.join('')].length;
    let end = line.length - 1;
    while (/\s/.test(line[end]!) || CLOSING.includes(line[end]!)) end -= 1;
    if (ENDINGS.includes(line[end]!)) ended += 1;
  }
  if (lines === 0) return { ended: 0, meanLength: 0, keep: false };
  const least = { en: 4, zh: 6 }[language];
  return {
    ended: ended / lines,
    meanLength: length / lines,
    keep: 8 * ended >= lines && length >= least * lines,
  };
}
