// Whoever shouts sells.
interface Example {
  text: string;
  isAdvertisement: boolean;
}
function findAdvertisements(examples: Example[], pages: string[]): boolean[] {
  return pages.map((page) => /[!！]/.test(page));
}
