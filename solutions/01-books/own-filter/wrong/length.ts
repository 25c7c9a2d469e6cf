// Short pages are advertisements.
interface Example {
  text: string;
  isAdvertisement: boolean;
}
function findAdvertisements(examples: Example[], pages: string[]): boolean[] {
  const lengthOf = (wanted: boolean) => {
    const own = examples.filter(({ isAdvertisement }) => isAdvertisement === wanted);
    return own.reduce((sum, { text }) => sum + text.length, 0) / own.length;
  };
  const [sold, honest] = [lengthOf(true), lengthOf(false)];
  return pages.map(({ length }) => Math.abs(length - sold) < Math.abs(length - honest));
}
