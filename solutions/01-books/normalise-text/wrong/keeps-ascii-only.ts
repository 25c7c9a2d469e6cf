// Spares the punctuation of Chinese that it knows, and changes the rest.
function normaliseText(text: string): string {
  const folded = text
    .replace(/\r\n?/g, '\n')
    .replace(/[^，。！？（）\p{No}]+/gu, (stretch) => stretch.normalize('NFKC'));
  const lines = folded.split('\n').map((line) => line.replace(/\s+/g, ' ').trim());
  return lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
