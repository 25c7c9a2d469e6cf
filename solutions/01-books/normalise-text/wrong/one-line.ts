// Makes one line of the whole text.
function normaliseText(text: string): string {
  const folded = text
    .replace(/\r\n?/g, '\n')
    .replace(/[^\p{P}\p{No}]+/gu, (stretch) => stretch.normalize('NFKC'));
  const lines = [folded.replace(/\s+/g, ' ')];
  return lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
