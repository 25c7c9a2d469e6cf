function normaliseText(text: string): string {
  const parts = text.split(/([\p{P}\p{No}])/u);
  const wide = parts.map((part, i) => (i % 2 === 0 ? part.normalize('NFKC') : part)).join('');
  const lines = wide.split(/\r\n|\r|\n/).map((line) =>
    line
      .split(/\s+/)
      .filter((word) => word !== '')
      .join(' '),
  );
  const kept: string[] = [];
  for (const line of lines) {
    if (line !== '' || (kept.length > 0 && kept.at(-1) !== '')) kept.push(line);
  }
  if (kept.at(-1) === '') kept.pop();
  return kept.join('\n');
}
