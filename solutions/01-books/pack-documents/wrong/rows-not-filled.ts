// Leaves the padding out.
interface Packed {
  tokens: number[][];
  segments: number[][];
  targets: number[][];
}
function packDocuments(documents: number[][], T: number): Packed {
  const packed: Packed = { tokens: [], segments: [], targets: [] };
  let used = T;
  for (const document of documents) {
    for (let start = 0; start < document.length; start += T) {
      const piece = document.slice(start, start + T);
      if (used + piece.length > T) {
        packed.tokens.push(new Array<number>(T).fill(0));
        packed.segments.push(new Array<number>(T).fill(0));
        packed.targets.push(new Array<number>(T).fill(-1));
        used = 0;
      }
      const row = packed.tokens.length - 1;
      const segment = 1 + (packed.segments[row]![used - 1] ?? 0);
      for (const [i, token] of piece.entries()) {
        packed.tokens[row]![used + i] = token;
        packed.segments[row]![used + i] = segment;
        packed.targets[row]![used + i] = piece[i + 1] ?? -1;
      }
      used += piece.length;
    }
  }
  const lengths = packed.segments.map((row) => row.filter((segment) => segment > 0).length);
  for (const table of [packed.tokens, packed.segments, packed.targets])
    table.forEach((row, r) => row.splice(lengths[r]!));
  return packed;
}
