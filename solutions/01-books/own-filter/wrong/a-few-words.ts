// Three words of English and three of Chinese.
interface Example {
  text: string;
  isAdvertisement: boolean;
}
function findAdvertisements(examples: Example[], pages: string[]): boolean[] {
  return pages.map((page) => /\b(free|shop|order)\b|优惠|店|元/i.test(page));
}
