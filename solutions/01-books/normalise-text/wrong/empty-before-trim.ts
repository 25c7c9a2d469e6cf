// Counts empty lines before the spaces in them are gone.
function normaliseText(text: string): string {
  const folded = text
    .replace(/\r\n?/g, '\n')
    .replace(/[^\p{P}\p{No}]+/gu, (stretch) => stretch.normalize('NFKC'))
    .replace(/\n{3,}/g, '\n\n');
  const lines = folded.split('\n').map((line) => line.replace(/\s+/g, ' ').trim());
  return lines.join('\n').trim();
}
