function normaliseText(text: string): string {
  const parts = text.split(/([\p{P}\p{No}])/u);
  const wide = parts.map((part, i) => (i % 2 === 0 ? part.normalize('NFKC') : part)).join('');
  const lines = wide.split(/\r\n|\r|\n/).map((line) =>
    line
      .split(/\s+/)
      .filter((word) => word !== '')
      .join(' '),
  );
  const paragraphs: string[] = [];
  for (const line of lines) {
    if (line !== '' || (paragraphs.length > 0 && paragraphs.at(-1) !== '')) paragraphs.push(line);
  }
  if (paragraphs.at(-1) === '') paragraphs.pop();
  return paragraphs.join('\n');
}
