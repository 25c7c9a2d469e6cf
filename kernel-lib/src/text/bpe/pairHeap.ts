/** A binary heap of numbered items: the highest key on top, and of equal keys the item that comes first. */
export class PairHeap {
  private readonly items: number[] = [];
  private readonly keys: number[] = [];

  /** @param isBefore - which of two items with the same key comes first. */
  constructor(private readonly isBefore: (a: number, b: number) => boolean) {}

  get size(): number {
    return this.items.length;
  }
  get topItem(): number {
    return this.items[0]!;
  }
  get topKey(): number {
    return this.keys[0]!;
  }

  push(item: number, key: number): void {
    const { items, keys } = this;
    let at = items.length;
    items.push(item);
    keys.push(key);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.wins(item, key, parent)) break;
      items[at] = items[parent]!;
      keys[at] = keys[parent]!;
      at = parent;
    }
    items[at] = item;
    keys[at] = key;
  }

  pop(): void {
    const [item, key] = [this.items.pop()!, this.keys.pop()!];
    if (this.items.length > 0) this.replaceTop(item, key);
  }

  /** Puts an item in the place of the one on top, and lets it sink. */
  replaceTop(item: number, key: number): void {
    const { items, keys } = this;
    const size = items.length;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size && this.wins(items[child + 1]!, keys[child + 1]!, child)) child++;
      if (this.wins(item, key, child)) break;
      items[at] = items[child]!;
      keys[at] = keys[child]!;
      at = child;
    }
    items[at] = item;
    keys[at] = key;
  }

  private wins(item: number, key: number, place: number): boolean {
    const other = this.keys[place]!;
    return key > other || (key === other && this.isBefore(item, this.items[place]!));
  }
}
