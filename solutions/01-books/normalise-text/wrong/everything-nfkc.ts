// Everything through NFKC: Chinese commas and powers change.
function normaliseText(text: string): string {
  const folded = text.replace(/\r\n?/g, '\n').normalize('NFKC');
  const lines = folded.split('\n').map((line) => line.replace(/\s+/g, ' ').trim());
  return lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
