/** The shape of a line of a page, and of its elements' names. */

/** Stands for `<br>`: white space around it is collapsed, it stays. */
export const BREAK = '\u2028';
/** Stands between the cells of a table's row. */
export const CELL = ' | ';

/** White space of HTML as one space; breaks as line ends. */
export function collapse(text: string): string {
  const spaced = text.replace(/[\t\n\f\r ]+/g, ' ').trim();
  const lines = spaced.includes(BREAK) ? spaced.split(BREAK).map((line) => line.trim()) : [spaced];
  const joined = lines.filter((line) => line !== '').join('\n');
  return joined.endsWith(CELL.trimEnd()) ? joined.slice(0, -CELL.trimEnd().length).trimEnd() : joined;
}

/** Lines as they stand, without empty ones at both ends. */
export function preformatted(text: string): string {
  const lines = text.split('\n').map((line) => line.trimEnd());
  const start = lines.findIndex((line) => line !== '');
  return start === -1 ? '' : lines.slice(start, lines.findLastIndex((line) => line !== '') + 1).join('\n');
}

/** The words of `site-nav main_menu`, also of `siteNav`. */
export function words(value: string): string[] {
  return value
    .replace(/[a-z][A-Z]/g, (pair) => `${pair[0]} ${pair[1]}`)
    .toLowerCase()
    .split(/[^a-z0-9]/);
}
