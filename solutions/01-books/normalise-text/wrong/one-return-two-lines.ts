// Each \r and each \n ends a line, so \r\n ends two.
function normaliseText(text: string): string {
  const folded = text
    .replace(/\r/g, '\n')
    .replace(/[^\p{P}\p{No}]+/gu, (stretch) => stretch.normalize('NFKC'));
  const lines = folded.split('\n').map((line) => line.replace(/\s+/g, ' ').trim());
  return lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
