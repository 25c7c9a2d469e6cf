// Loses no honest page: nothing is an advertisement.
interface Example {
  text: string;
  isAdvertisement: boolean;
}
function findAdvertisements(examples: Example[], pages: string[]): boolean[] {
  return pages.map(() => false);
}
