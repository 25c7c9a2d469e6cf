/** The messages of a running cell → the outputs that its notebook stores. */
import type { Output } from '../kernel/outputs.js';
import type { Metadata, StoredOutput } from './format.js';

type Shown = Extract<StoredOutput, { output_type: 'display_data' | 'execute_result' }>;

/** Collects the outputs of a whole notebook, because a cell may update what an earlier one has shown. */
export class OutputCollector {
  private outputs: StoredOutput[] = [];
  private clearBeforeNext = false;
  private readonly displays = new Map<string, Shown[]>();

  /** The list that the next cell's outputs go into; it fills as messages come. */
  beginCell(): StoredOutput[] {
    this.outputs = [];
    this.clearBeforeNext = false;
    return this.outputs;
  }

  add(output: Output): void {
    if (output.output_type === 'clear_output') {
      if (output.wait) this.clearBeforeNext = true;
      else this.outputs.length = 0;
      return;
    }
    if (output.output_type === 'update_display_data') {
      this.update(output.transient?.display_id, output.data, output.metadata);
      return;
    }
    if (this.clearBeforeNext) {
      this.outputs.length = 0;
      this.clearBeforeNext = false;
    }
    if (output.output_type === 'stream') this.addStream(output);
    else if (output.output_type === 'error' || output.output_type === 'execute_result')
      this.outputs.push({ ...output });
    else this.addDisplay(output);
  }

  /** Ends the cell: a line that was rewritten by carriage returns is stored as it looked last. */
  endCell(): void {
    for (const output of this.outputs) {
      if (output.output_type === 'stream') output.text = applyCarriageReturns(output.text);
    }
  }

  private addStream({ name, text }: Extract<Output, { output_type: 'stream' }>): void {
    const last = this.outputs.at(-1);
    if (last?.output_type === 'stream' && last.name === name) last.text += text;
    else this.outputs.push({ output_type: 'stream', name, text });
  }

  private addDisplay(output: Extract<Output, { output_type: 'display_data' | 'update_display_data' }>): void {
    const shown: Shown = { output_type: 'display_data', data: output.data, metadata: output.metadata };
    this.outputs.push(shown);
    const id = output.transient?.display_id;
    if (id === undefined) return;
    this.displays.set(id, [...(this.displays.get(id) ?? []), shown]);
  }

  private update(id: string | undefined, data: Metadata, metadata: Metadata): void {
    for (const shown of this.displays.get(id ?? '') ?? []) Object.assign(shown, { data, metadata });
  }
}

/** The text as a terminal shows it in the end: what follows a carriage return overwrites its line. */
export function applyCarriageReturns(text: string): string {
  if (!text.includes('\r')) return text;
  return text
    .split('\n')
    .map((line) =>
      line
        .replace(/\r+$/, '')
        .split('\r')
        .reduce((under, over) => over + under.slice(over.length)),
    )
    .join('\n');
}
