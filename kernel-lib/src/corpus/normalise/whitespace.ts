/** Lines: one space between words, no space at their ends, at most one empty line between two. */

/** Deeper indentation is centred type, no code. */
const DEEPEST = 24;

/**
 * Spaces and tabs at a line's start stay where they can be code (a tab as four spaces); all other runs become one
 * space. Takes each line by itself, without a pattern that could look twice at a run.
 */
export function normaliseWhitespace(text: string): string {
  const lines: string[] = [];
  let empty = true; // so that none comes first
  for (const line of text.split('\n')) {
    const end = line.trimEnd();
    if (end === '' && empty) continue;
    empty = end === '';
    lines.push(collapse(end));
  }
  if (lines.at(-1) === '') lines.pop();
  if (lines.length > 0) lines[0] = lines[0]!.trimStart();
  return lines.join('\n');
}

function collapse(line: string): string {
  const first = line.charCodeAt(0);
  if (first !== 32 && first !== 9) return squeezed(line);
  const rest = line.trimStart();
  let width = 0;
  for (let i = 0; i < line.length - rest.length; i++) width += line[i] === '\t' ? 4 : 1;
  return (width > DEEPEST ? '' : ' '.repeat(width)) + squeezed(rest);
}

const squeezed = (text: string) =>
  text.includes('  ') || text.includes('\t') ? text.replace(/[ \t]+/g, ' ') : text;
