// Knows the space and the tab, and no wide or hard space before NFKC has run.
function normaliseText(text: string): string {
  const folded = text
    .replace(/\r\n?/g, '\n')
    .replace(/[ \t]+/g, ' ')
    .replace(/[^\p{P}\p{No}]+/gu, (stretch) => stretch.normalize('NFKC'));
  const lines = folded.split('\n').map((line) => line.trim());
  return lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
