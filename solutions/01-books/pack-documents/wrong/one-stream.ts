// Cuts one long stream into rows, through documents.
function packDocuments(documents: number[][], T: number) {
  const places = documents.flatMap((document, d) =>
    document.map((token, i) => ({ token, d, target: document[i + 1] ?? -1 })),
  );
  const rows = Array.from({ length: Math.ceil(places.length / T) }, (_, r) =>
    places.slice(r * T, (r + 1) * T),
  );
  const fill = (row: number[], value: number) => [...row, ...new Array<number>(T - row.length).fill(value)];
  return {
    tokens: rows.map((row) =>
      fill(
        row.map(({ token }) => token),
        0,
      ),
    ),
    segments: rows.map((row) =>
      fill(
        row.map(({ d }) => new Set(row.map((one) => one.d).filter((one) => one <= d)).size),
        0,
      ),
    ),
    targets: rows.map((row) =>
      fill(
        row.map(({ target }) => target),
        -1,
      ),
    ),
  };
}
