// Every place predicts the token that follows, as in a book.
const MASK = 2;
/** The first token that is not special. */
const ORDINARY = 6;
/** rows [B, T]; chances [B, T, 3], each from 0, below 1; share: 0 to 1; V: different tokens, V > 6 → two new tables [B, T]. */
function maskBatch(
  rows: number[][],
  chances: number[][][],
  share: number,
  V: number,
): { tokens: number[][]; targets: number[][] } {
  const tokens = rows.map((row) => [...row]);
  const targets = rows.map((row) => row.map((_, i) => row[i + 1] ?? -1));
  for (const [b, row] of rows.entries()) {
    for (let i = 1; i < row.length; i++) {
      const [u, v, w] = chances[b]![i] as [number, number, number];
      if (row[i]! < ORDINARY || u >= share) continue;
      targets[b]![i - 1] = row[i]!;
      if (v < 0.8) tokens[b]![i] = MASK;
      else if (v < 0.9) tokens[b]![i] = ORDINARY + Math.floor(w * (V - ORDINARY));
    }
  }
  return { tokens, targets };
}
