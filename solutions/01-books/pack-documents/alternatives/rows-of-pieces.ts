function packDocuments(documents: number[][], T: number) {
  const rows: number[][][] = [];
  for (const document of documents) {
    for (let rest = document; rest.length > 0; rest = rest.slice(T)) {
      const piece = rest.slice(0, T);
      const row = rows.at(-1);
      if (row !== undefined && row.flat().length + piece.length <= T) row.push(piece);
      else rows.push([piece]);
    }
  }
  const fill = (row: number[], value: number) => Array.from({ length: T }, (_, i) => row[i] ?? value);
  return {
    tokens: rows.map((row) => fill(row.flat(), 0)),
    segments: rows.map((row) => fill(row.map((piece, i) => piece.map(() => i + 1)).flat(), 0)),
    targets: rows.map((row) =>
      fill(
        row.flatMap((piece) => [...piece.slice(1), -1]),
        -1,
      ),
    ),
  };
}
