// Prices and percentages.
interface Example {
  text: string;
  isAdvertisement: boolean;
}
function findAdvertisements(examples: Example[], pages: string[]): boolean[] {
  return pages.map((page) => /[0-9]/.test(page));
}
