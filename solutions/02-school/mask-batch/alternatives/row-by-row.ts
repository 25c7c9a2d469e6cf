// One row at a time, built from the left.
const maskBatch = (rows: number[][], chances: number[][][], share: number, V: number) => {
  const masked = rows.map((row, b) => {
    const tokens: number[] = [];
    const targets: number[] = [];
    row.forEach((token, i) => {
      const [u, v, w] = chances[b]![i]!;
      const chosen = i !== 0 && token >= 6 && u! < share;
      if (i > 0) targets.push(chosen ? token : -1);
      let next = token;
      if (chosen && v! < 0.8) next = 2;
      if (chosen && v! >= 0.8 && v! < 0.9) next = Math.floor(w! * (V - 6)) + 6;
      tokens.push(next);
    });
    targets.push(-1);
    return { tokens, targets };
  });
  return { tokens: masked.map((one) => one.tokens), targets: masked.map((one) => one.targets) };
};
