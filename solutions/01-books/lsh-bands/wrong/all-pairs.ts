// Compares each page with each.
function candidates(signatures: number[][], bands: number, rows: number): [number, number][] {
  const found: [number, number][] = [];
  const agree = (a: number[], b: number[], band: number) => {
    for (let row = band * rows; row < (band + 1) * rows; row++) if (a[row] !== b[row]) return false;
    return true;
  };
  for (let i = 0; i < signatures.length; i++) {
    for (let j = i + 1; j < signatures.length; j++) {
      for (let band = 0; band < bands; band++) {
        if (!agree(signatures[i]!, signatures[j]!, band)) continue;
        found.push([i, j]);
        break;
      }
    }
  }
  return found;
}
function caught(s: number, bands: number, rows: number): number {
  return 1 - (1 - s ** rows) ** bands;
}
