/** Joins what a cell prints: a message for every few milliseconds, not for every line. */

export type StreamName = 'stdout' | 'stderr';

const WAIT = 25;
const LARGE = 64 * 1024;

export class StreamBatch {
  private name: StreamName = 'stdout';
  private texts: string[] = [];
  private length = 0;
  private timer: NodeJS.Timeout | undefined;

  /** @param publish - sends one message. */
  constructor(private readonly publish: (name: StreamName, text: string) => void) {}

  add(name: StreamName, text: string): void {
    if (name !== this.name) this.flush();
    this.name = name;
    this.texts.push(text);
    this.length += text.length;
    if (this.length >= LARGE) this.flush();
    else this.timer ??= setTimeout(() => this.flush(), WAIT);
  }

  /** To be called before any other message of the same cell, which must not overtake its text. */
  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.texts.length === 0) return;
    const text = this.texts.join('');
    this.texts = [];
    this.length = 0;
    this.publish(this.name, text);
  }
}
