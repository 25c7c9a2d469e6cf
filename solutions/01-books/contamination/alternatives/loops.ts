function contaminated(documents: string[], items: string[], language: 'en' | 'zh') {
  const cut = (text: string) => {
    const words = text
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u)
      .filter((word) => word.length > 0);
    return language === 'en' ? words : Array.from(words.join(''));
  };
  const found = new Set<number>();
  for (const item of items.map(cut)) {
    if (item.length === 0) continue;
    documents.map(cut).forEach((units, number) => {
      for (let start = 0; start <= units.length - item.length; start++) {
        let different = 0;
        for (let i = 0; i < item.length && different < 2; i++) if (units[start + i] !== item[i]) different++;
        if (different === 0 || (different === 1 && item.length >= 5)) found.add(number);
      }
    });
  }
  return [...found].sort((a, b) => a - b);
}
