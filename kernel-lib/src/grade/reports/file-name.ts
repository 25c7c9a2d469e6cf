/** Files of students: whatever an id is, its name stays in its folder and is one of its own on every system. */
import { createHash } from 'node:crypto';

/** Names that Windows keeps for devices, with any ending. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
const LONGEST = 80;

/**
 * For each id a file name without ending: letters, digits and `_-@+.` stay, anything else becomes `%XX`. Names that a
 * system could take for one (`S1` and `s1`, two long ids with the same beginning) get a hash of the id behind them.
 */
export function fileNames(ids: readonly string[]): Map<string, string> {
  const plain = ids.map((id) => [id, plainName(id)] as const);
  const counts = new Map<string, number>();
  for (const [, name] of plain) counts.set(key(name), (counts.get(key(name)) ?? 0) + 1);
  return new Map(
    plain.map(([id, name]) => [id, counts.get(key(name)) === 1 ? name : `${name}-${hashOf(id)}`]),
  );
}

/** Systems differ in whether capitals and the two spellings of `é` count. */
const key = (name: string) => name.normalize('NFC').toLowerCase();
const hashOf = (id: string) => createHash('sha256').update(id).digest('hex').slice(0, 8);

function plainName(id: string): string {
  const safe = [...id]
    .map((character, index, all) => {
      const dot = character === '.' && index > 0 && index < all.length - 1;
      return dot || /[\p{L}\p{M}\p{N}_\-@+]/u.test(character) ? character : percent(character);
    })
    .join('');
  return (DEVICE.test(safe) || safe === '' ? `_${safe}` : safe).slice(0, LONGEST);
}

const percent = (character: string) =>
  [...Buffer.from(character)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
