// The weights from the other end.
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS = '10X98765432';
function checkCharacter(digits: string): string {
  const sum = WEIGHTS.reduce((total, weight, i) => total + weight * Number(digits[16 - i]), 0);
  return CHECKS[sum % 11]!;
}
function passesLuhn(digits: string): boolean {
  const values = [...digits].reverse().map((digit, i) => Number(digit) * (i % 2 === 0 ? 1 : 2));
  return values.reduce((sum, value) => sum + (value > 9 ? value - 9 : value), 0) % 10 === 0;
}
function withoutPersonal(text: string): string {
  const alone = (pattern: string) => new RegExp(`(?<![0-9A-Za-z])${pattern}(?![0-9A-Za-z])`, 'g');
  return text
    .replace(alone('[0-9]{17}[0-9Xx]'), (number) =>
      checkCharacter(number.slice(0, 17)) === number.slice(17).toUpperCase() ? '<identity-number>' : number,
    )
    .replace(alone('(?:[0-9]{16}|[0-9]{4}(?:[ -][0-9]{4}){3})'), (number) =>
      passesLuhn(number.replace(/[^0-9]/g, '')) ? '<card-number>' : number,
    );
}
