/** Changes to a text by position, and where a position of the new text was in the old one. */

interface Edit {
  start: number;
  end: number;
  text: string;
}

export class Edits {
  private readonly edits: Edit[] = [];

  constructor(private readonly source: string) {}

  replace(start: number, end: number, text: string): void {
    this.edits.push({ start, end, text });
  }

  insert(position: number, text: string): void {
    this.replace(position, position, text);
  }

  /** Blanks that keep every line and column where it was. */
  blank(start: number, end: number): void {
    this.replace(start, end, this.source.slice(start, end).replace(/[^\r\n]/g, ' '));
  }

  /** Edits must not overlap; those at one position keep the order in which they were made. */
  apply(): { text: string; originalOffset(offset: number): number } {
    const ordered = [...this.edits].sort((a, b) => a.start - b.start || a.end - b.end);
    const pieces: { at: number; from: number; fixed: boolean }[] = [];
    let text = '';
    let position = 0;
    for (const edit of ordered) {
      if (edit.start < position) throw new Error(`Edits overlap at ${edit.start}.`);
      pieces.push({ at: text.length, from: position, fixed: false });
      text += this.source.slice(position, edit.start);
      pieces.push({ at: text.length, from: edit.start, fixed: true });
      text += edit.text;
      position = edit.end;
    }
    pieces.push({ at: text.length, from: position, fixed: false });
    text += this.source.slice(position);
    return {
      text,
      originalOffset(offset) {
        const piece = pieces.findLast((candidate) => candidate.at <= offset)!;
        return piece.fixed ? piece.from : piece.from + offset - piece.at;
      },
    };
  }
}

/** Turns 0-based lines and columns of a text into offsets and back. */
export class Lines {
  private readonly starts: number[];

  constructor(text: string) {
    this.starts = [0];
    for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) this.starts.push(i + 1);
  }

  offset(line: number, column: number): number {
    return (this.starts[line] ?? this.starts.at(-1)!) + column;
  }

  position(offset: number): { line: number; column: number } {
    const line = this.starts.findLastIndex((start) => start <= offset);
    return { line, column: offset - this.starts[line]! };
  }
}
