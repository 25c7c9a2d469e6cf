const normaliseText = (text: string): string => {
  let result = '';
  let stretch = '';
  for (const character of text) {
    if (/[\p{P}\p{No}]/u.test(character)) {
      result += stretch.normalize('NFKC') + character;
      stretch = '';
    } else stretch += character;
  }
  result += stretch.normalize('NFKC');
  return result
    .replaceAll('\r\n', '\n')
    .replaceAll('\r', '\n')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n\n+/g, '\n\n')
    .trim();
};
