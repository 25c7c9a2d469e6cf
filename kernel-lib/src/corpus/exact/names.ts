/** Many short strings as UTF-8 in large blocks: a string of its own would take some 40 bytes more. */

export interface Names {
  readonly size: number;
  add(name: string): void;
  at(position: number): string;
  bytes(): number;
}

/** Names in a block. */
const BLOCK_BITS = 12;
const BLOCK = 1 << BLOCK_BITS;

interface Block {
  /** Where each name ends. */
  ends: Uint32Array;
  text: Buffer;
}

export function names(): Names {
  const blocks: Block[] = [];
  let size = 0;
  /** Of the last block. */
  let used = 0;
  return {
    get size() {
      return size;
    },
    add(name) {
      if ((size & (BLOCK - 1)) === 0) {
        const last = blocks.at(-1);
        if (last) last.text = Buffer.from(last.text.subarray(0, used));
        blocks.push({ ends: new Uint32Array(BLOCK), text: Buffer.allocUnsafeSlow(BLOCK * 16) });
        used = 0;
      }
      const block = blocks.at(-1)!;
      const length = Buffer.byteLength(name);
      if (used + length > block.text.length) {
        const larger = Buffer.allocUnsafeSlow(2 * (used + length));
        block.text.copy(larger, 0, 0, used);
        block.text = larger;
      }
      used += block.text.write(name, used);
      block.ends[size++ & (BLOCK - 1)] = used;
    },
    at(position) {
      if (position < 0 || position >= size) throw new RangeError(`There is no name ${position} of ${size}.`);
      const { ends, text } = blocks[position >>> BLOCK_BITS]!;
      const at = position & (BLOCK - 1);
      return text.toString('utf8', at === 0 ? 0 : ends[at - 1], ends[at]);
    },
    bytes: () => blocks.reduce((sum, { ends, text }) => sum + ends.byteLength + text.length, 0),
  };
}
