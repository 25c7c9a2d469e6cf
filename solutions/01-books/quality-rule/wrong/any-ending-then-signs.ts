// Goes past every sign at the end.
const ENDINGS = '.!?…。！？';
const CLOSING = '"\'”’)）」』》';
interface Quality {
  ended: number;
  meanLength: number;
  keep: boolean;
}
function quality(page: string, language: 'en' | 'zh'): Quality {
  const unit = language === 'zh' ? /[\p{L}\p{N}]/gu : /[\p{L}\p{N}]+/gu;
  const lengthOf = (line: string) => (line.match(unit) ?? []).length;
  const lines = page.split('\n').filter((line) => lengthOf(line) > 0);
  const isEnded = (line: string) => {
    const characters = [...line];
    const last = line.match(/[.!?…。！？](?=[^\p{L}\p{N}]*$)/u)?.[0];
    return ENDINGS.includes(last ?? 'no');
  };
  const share = (sum: number) => (lines.length === 0 ? 0 : sum / lines.length);
  const ended = share(lines.filter(isEnded).length);
  const meanLength = share(lines.reduce((sum, line) => sum + lengthOf(line), 0));
  return { ended, meanLength, keep: ended >= 0.125 && meanLength >= (language === 'zh' ? 6 : 4) };
}
