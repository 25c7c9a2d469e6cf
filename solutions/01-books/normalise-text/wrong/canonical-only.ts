// NFC: puts accents together and leaves wide letters.
function normaliseText(text: string): string {
  const folded = text
    .replace(/\r\n?/g, '\n')
    .replace(/[^\p{P}\p{No}]+/gu, (stretch) => stretch.normalize('NFC'));
  const lines = folded.split('\n').map((line) => line.replace(/\s+/g, ' ').trim());
  return lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
