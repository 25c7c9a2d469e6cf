// Each place by itself, without writing into lists.
function maskBatch(rows: number[][], chances: number[][][], share: number, V: number) {
  const isChosen = (b: number, i: number) =>
    i > 0 && i < rows[b]!.length && rows[b]![i]! > 5 && chances[b]![i]![0]! < share;
  const shown = (b: number, i: number) => {
    const [, fate, which] = chances[b]![i]!;
    if (!isChosen(b, i) || fate! >= 0.9) return rows[b]![i]!;
    return fate! < 0.8 ? 2 : 6 + Math.trunc(which! * (V - 6));
  };
  return {
    tokens: rows.map((row, b) => row.map((_, i) => shown(b, i))),
    targets: rows.map((row, b) => row.map((_, i) => (isChosen(b, i + 1) ? row[i + 1]! : -1))),
  };
}
