// Counts the halves of rare characters.
const ENDINGS = '.!?…。！？';
const CLOSING = '"\'”’)）」』》';
interface Quality {
  ended: number;
  meanLength: number;
  keep: boolean;
}
function quality(page: string, language: 'en' | 'zh'): Quality {
  const unit = language === 'zh' ? /[\p{L}\p{N}]/gu : /[\p{L}\p{N}]+/gu;
  const lengthOf = (line: string) =>
    language === 'zh' ? (line.match(unit) ?? []).join('').length : (line.match(unit) ?? []).length;
  const lines = page.split('\n').filter((line) => lengthOf(line) > 0);
  const isEnded = (line: string) => {
    const characters = [...line];
    const last = characters.findLast((one) => !CLOSING.includes(one) && one.trim() !== '');
    return ENDINGS.includes(last!);
  };
  const share = (sum: number) => (lines.length === 0 ? 0 : sum / lines.length);
  const ended = share(lines.filter(isEnded).length);
  const meanLength = share(lines.reduce((sum, line) => sum + lengthOf(line), 0));
  return { ended, meanLength, keep: ended >= 0.125 && meanLength >= (language === 'zh' ? 6 : 4) };
}
