const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS = '10X98765432';
function checkCharacter(digits: string): string {
  let sum = 0;
  for (let i = 0; i < 17; i++) sum += (digits.charCodeAt(i) - 48) * WEIGHTS[i]!;
  return CHECKS.charAt(sum % 11);
}
function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = digits.length - 1, double = false; i >= 0; i--, double = !double) {
    const value = Number(digits[i]) * (double ? 2 : 1);
    sum += Math.floor(value / 10) + (value % 10);
  }
  return sum % 10 === 0;
}
function withoutPersonal(text: string): string {
  const shape =
    /(?<![0-9A-Za-z])(?:(\d{17}[\dXx])|(\d{16}|\d{4}[ -]\d{4}[ -]\d{4}[ -]\d{4}))(?![0-9A-Za-z])/g;
  return text.replace(shape, (all: string, identity?: string, card?: string) => {
    if (identity && identity[17]!.toUpperCase() === checkCharacter(identity)) return '<identity-number>';
    if (card && passesLuhn(card.replaceAll(/[ -]/g, ''))) return '<card-number>';
    return all;
  });
}
