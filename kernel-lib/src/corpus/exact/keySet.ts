/** A set of 128-bit keys in typed arrays: 16 bytes a key and 5 to 6 for finding it. */

export interface KeySet {
  readonly size: number;
  /** Adds a key. Returns its position among the different keys, and whether it is new. */
  add(key: Uint32Array): { position: number; isNew: boolean };
  bytes(): number;
}

/** Keys in a block. */
const BLOCK_BITS = 12;
const BLOCK = 1 << BLOCK_BITS;
/** At most this share of the slots is taken, and each growth brings a quarter more. */
const FULLEST = 0.85;
const GROWTH = 1.25;

export function keySet(): KeySet {
  const blocks: Uint32Array[] = [];
  let size = 0;
  /** Positions plus 1; 0 is free. */
  let slots = new Int32Array(64);

  /** A part of the hash as a place among any number of slots. */
  const home = (first: number) => Math.floor((first / 2 ** 32) * slots.length);
  const after = (slot: number) => (slot + 1 === slots.length ? 0 : slot + 1);
  const firstOf = (position: number) => blocks[position >>> BLOCK_BITS]![(position & (BLOCK - 1)) * 4]!;
  const isAt = (position: number, key: Uint32Array) => {
    const block = blocks[position >>> BLOCK_BITS]!;
    const at = (position & (BLOCK - 1)) * 4;
    return (
      block[at] === key[0] && block[at + 1] === key[1] && block[at + 2] === key[2] && block[at + 3] === key[3]
    );
  };
  const grow = () => {
    slots = new Int32Array(Math.ceil(slots.length * GROWTH));
    for (let position = 0; position < size; position++) {
      let slot = home(firstOf(position));
      while (slots[slot] !== 0) slot = after(slot);
      slots[slot] = position + 1;
    }
  };
  const append = (key: Uint32Array) => {
    if ((size & (BLOCK - 1)) === 0) blocks.push(new Uint32Array(BLOCK * 4));
    blocks[size >>> BLOCK_BITS]!.set(key, (size & (BLOCK - 1)) * 4);
    return size++;
  };
  return {
    get size() {
      return size;
    },
    add(key) {
      if (size + 1 > slots.length * FULLEST) grow();
      let slot = home(key[0]!);
      for (; slots[slot] !== 0; slot = after(slot)) {
        const position = slots[slot]! - 1;
        if (isAt(position, key)) return { position, isNew: false };
      }
      const position = append(key);
      slots[slot] = position + 1;
      return { position, isNew: true };
    },
    bytes: () => blocks.length * BLOCK * 16 + slots.length * 4,
  };
}
