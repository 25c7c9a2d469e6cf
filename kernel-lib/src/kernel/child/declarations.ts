/**
 * The declarations of earlier cells: the scope in which the next cell is checked.
 *
 * A name that is declared again takes the place of the one before. Where something that stays still needs the old
 * meaning (`class P {}`, `const p = new P()`, and then another `class P`), that stays under a name that says so:
 * `p` is a `P_earlier1`.
 *
 * After a cell that failed, one rule: what the cell reached is declared anew; a value that it did not reach is what it
 * was before. Types are reached as soon as the cell runs.
 */
import { rename, split, VALUE, TYPE, type Declaration } from './declarationText.js';

export class Declarations {
  private all: Declaration[] = [];
  private written: string | undefined;

  /** The text of a declaration file. */
  get text(): string {
    return (this.written ??= this.all.map(({ text }) => `${text}\n`).join(''));
  }

  /**
   * @param emitted - the declaration file that TypeScript made of a cell.
   * @param isLost - whether the cell leaves no value of this name behind.
   */
  add(emitted: string, isLost: (name: string) => boolean): void {
    const fresh = split(emitted).filter(({ name, spaces }) => (spaces & VALUE) === 0 || !isLost(name));
    this.all = merge(this.all, fresh);
    this.written = undefined;
  }
}

export function isEarlierName(name: string): boolean {
  return /_earlier\d+$/.test(name);
}

function merge(old: readonly Declaration[], fresh: readonly Declaration[]): Declaration[] {
  const spaces = spacesByName(fresh);
  const texts = new Set(fresh.map(({ text }) => text));
  const isReplaced = (one: Declaration) =>
    one.name === '' ? texts.has(one.text) : ((spaces.get(one.name) ?? 0) & one.spaces) !== 0;
  const kept = old.filter((one) => !isEarlierName(one.name) && !isReplaced(one));
  const replaced = old.filter((one) => one.name !== '' && isReplaced(one));
  // `class A` and then `type A`: the value is still there.
  const valuesLeft = replaced
    .filter((one) => one.spaces === (VALUE | TYPE) && (spaces.get(one.name)! & VALUE) === 0)
    .flatMap(({ name }) => split(`declare const ${name}: typeof ${name};`));

  const stays = new Set(kept.map(({ name }) => name));
  const candidates = [
    ...replaced.filter(({ name }) => !stays.has(name)),
    ...old.filter((one) => isEarlierName(one.name)),
  ];
  const behind = needed([...kept, ...valuesLeft], candidates);
  const mentioned = earlierNames(behind, old);
  return [
    ...kept.map((one) => rename(one, { mentioned })),
    ...behind.map((one) => rename(one, { own: mentioned.get(one.name), mentioned })),
    ...valuesLeft.map((one) => rename(one, { mentioned })),
    ...fresh,
  ];
}

function spacesByName(declarations: readonly Declaration[]): Map<string, number> {
  const spaces = new Map<string, number>();
  for (const { name, spaces: own } of declarations) spaces.set(name, (spaces.get(name) ?? 0) | own);
  return spaces;
}

/** Those of the candidates that the roots mention, directly or through each other. */
function needed(roots: readonly Declaration[], candidates: readonly Declaration[]): Declaration[] {
  const found = new Set<Declaration>();
  const queue = [...roots];
  for (let one = queue.pop(); one !== undefined; one = queue.pop()) {
    for (const candidate of candidates) {
      if (found.has(candidate) || !one.mentions.has(candidate.name)) continue;
      found.add(candidate);
      queue.push(candidate);
    }
  }
  return candidates.filter((one) => found.has(one));
}

/** New names for what gives way and is still needed: `P` → `P_earlier1`. */
function earlierNames(behind: readonly Declaration[], old: readonly Declaration[]): Map<string, string> {
  const taken = new Set(old.map(({ name }) => name));
  const names = new Map<string, string>();
  for (const { name } of behind) {
    if (isEarlierName(name) || names.has(name)) continue;
    let count = 1;
    while (taken.has(`${name}_earlier${count}`)) count++;
    names.set(name, `${name}_earlier${count}`);
  }
  return names;
}
