/**
 * What a cell shows on its way to the front ends: text is joined to a message for every few milliseconds, and of
 * updates and cleared outputs that come faster than anyone can look, only what stays is sent.
 */

export type StreamName = 'stdout' | 'stderr';

/** Milliseconds. */
const WAIT = 25;
/** Characters of text that go out at once. */
const LARGE = 256 * 1024;
/** Updates and clears in each wait that are sent as they come. */
const FREE = 5;

type Item = { type: 'text'; name: StreamName; texts: string[] } | { type: 'clear'; wait: boolean };

export class OutputBatch {
  /** In order; two texts of one stream never stand beside each other. */
  private items: Item[] = [];
  private readonly updates = new Map<string, object>();
  private length = 0;
  private sent = 0;
  private timer: NodeJS.Timeout | undefined;

  /** @param publish - sends one message. */
  constructor(private readonly publish: (type: string, content: object) => void) {}

  text(name: StreamName, text: string): void {
    this.dropCleared();
    const last = this.items.at(-1);
    if (last?.type === 'text' && last.name === name) last.texts.push(text);
    else this.items.push({ type: 'text', name, texts: [text] });
    this.length += text.length;
    if (this.length >= LARGE) this.flush();
    else this.wait();
  }

  /** @param id - of the display; a newer update of it stands for an older one. */
  update(id: string, content: object): void {
    if (this.mayPass()) return this.other('update_display_data', content);
    this.updates.delete(id);
    this.updates.set(id, content);
  }

  clear(wait: boolean): void {
    if (this.mayPass()) return this.other('clear_output', { wait });
    const last = this.items.at(-1);
    if (last?.type === 'clear') last.wait &&= wait;
    else this.items.push({ type: 'clear', wait });
    if (!wait) this.dropCleared();
  }

  /** Any other message: goes out at once, and does not overtake what came before it. */
  other(type: string, content: object): void {
    this.dropCleared();
    this.flush();
    this.publish(type, content);
  }

  flush(): void {
    const { items } = this;
    this.items = [];
    this.length = 0;
    for (const item of items) {
      if (item.type === 'text') this.publish('stream', { name: item.name, text: item.texts.join('') });
      else this.publish('clear_output', { wait: item.wait });
    }
    const updates = [...this.updates.values()];
    this.updates.clear();
    for (const content of updates) this.publish('update_display_data', content);
  }

  /** What stands before a clear that something follows is never seen. */
  private dropCleared(): void {
    const last = this.items.at(-1);
    if (last?.type !== 'clear') return;
    this.items = [last];
    this.length = 0;
  }

  private mayPass(): boolean {
    this.wait();
    this.sent += 1;
    return this.sent <= FREE;
  }

  private wait(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.sent = 0;
      this.flush();
    }, WAIT);
  }
}
