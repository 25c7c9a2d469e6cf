// Looks for room in earlier rows.
function packDocuments(documents: number[][], T: number) {
  const pieces = documents.flatMap((document) =>
    Array.from({ length: Math.ceil(document.length / T) }, (_, i) => document.slice(i * T, (i + 1) * T)),
  );
  const rows: number[][][] = [];
  for (const piece of pieces) {
    const room = rows.find((row) => row.flat().length + piece.length <= T);
    if (room === undefined) rows.push([piece]);
    else room.push(piece);
  }
  const fill = (row: number[], value: number) => [...row, ...new Array<number>(T - row.length).fill(value)];
  return {
    tokens: rows.map((row) => fill(row.flat(), 0)),
    segments: rows.map((row) =>
      fill(
        row.flatMap((piece, i) => piece.map(() => i + 1)),
        0,
      ),
    ),
    targets: rows.map((row) =>
      fill(
        row.flatMap((piece) => [...piece.slice(1), -1]),
        -1,
      ),
    ),
  };
}
