const POWERS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const checkCharacter = (digits: string): string => {
  const r = POWERS.map((power, i) => power * +digits.charAt(i)).reduce((a, b) => a + b) % 11;
  const check = (12 - r) % 11;
  return check === 10 ? 'X' : String(check);
};
const passesLuhn = (digits: string): boolean => {
  const doubled = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9];
  const sum = Array.from(digits, Number).reduceRight(
    ({ total, odd }, digit) => ({ total: total + (odd ? digit : doubled[digit]!), odd: !odd }),
    { total: 0, odd: true },
  );
  return sum.total % 10 === 0;
};
const withoutPersonal = (text: string): string =>
  text
    .split(/([0-9A-Za-z]+(?:[ -][0-9A-Za-z]+)*)/)
    .map((run, i) => (i % 2 === 0 ? run : replaceIn(run)))
    .join('');
function replaceIn(run: string): string {
  const parts = run.split(/([ -])/);
  const result: string[] = [];
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i]!;
    const four = parts.slice(i, i + 7);
    const isFour =
      four.length === 7 && four.every((piece, k) => (k % 2 === 1 ? true : /^\d{4}$/.test(piece)));
    if (/^\d{17}[\dX]$/i.test(part) && checkCharacter(part.slice(0, -1)) === part.slice(-1).toUpperCase())
      result.push('<identity-number>');
    else if (/^\d{16}$/.test(part) && passesLuhn(part)) result.push('<card-number>');
    else if (isFour && passesLuhn(four.filter((_, k) => k % 2 === 0).join(''))) {
      result.push('<card-number>');
      i += 6;
    } else result.push(part);
  }
  return result.join('');
}
