interface Packed {
  tokens: number[][];
  segments: number[][];
  targets: number[][];
}
const packDocuments = (documents: number[][], T: number): Packed => {
  const tokens: number[][] = [];
  const segments: number[][] = [];
  for (const document of documents) {
    document.forEach((token, i) => {
      if (i % T === 0) {
        const length = Math.min(T, document.length - i);
        if (tokens.length === 0 || tokens.at(-1)!.length + length > T) {
          tokens.push([]);
          segments.push([]);
        }
        segments.at(-1)!.push((segments.at(-1)!.at(-1) ?? 0) + 1);
      } else segments.at(-1)!.push(segments.at(-1)!.at(-1)!);
      tokens.at(-1)!.push(token);
    });
  }
  for (const row of [...tokens, ...segments]) while (row.length < T) row.push(0);
  const targets = segments.map((row, r) =>
    row.map((segment, t) => (segment > 0 && row[t + 1] === segment ? tokens[r]![t + 1]! : -1)),
  );
  return { tokens, segments, targets };
};
