// Keeps punctuation, but makes 102 of 10².
function normaliseText(text: string): string {
  const folded = text.replace(/\r\n?/g, '\n').replace(/[^\p{P}]+/gu, (stretch) => stretch.normalize('NFKC'));
  const lines = folded.split('\n').map((line) => line.replace(/\s+/g, ' ').trim());
  return lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
