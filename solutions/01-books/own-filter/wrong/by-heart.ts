// Knows the examples by heart, and nothing else.
interface Example {
  text: string;
  isAdvertisement: boolean;
}
function findAdvertisements(examples: Example[], pages: string[]): boolean[] {
  const known = new Map(examples.map(({ text, isAdvertisement }) => [text, isAdvertisement]));
  return pages.map((page) => known.get(page) ?? /buy|discount|特价|清仓/i.test(page));
}
