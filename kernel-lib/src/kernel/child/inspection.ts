/** What is under the cursor: its type, what its author wrote about it, and each tag of that text. */
import type ts from 'typescript';
import type { Inspection } from '../outputs.js';
import type { Language } from './language.js';

export function inspectAt(language: Language, cursor: number): Inspection {
  const found = infoAt(language, cursor);
  if (found === undefined) return { found: false, data: {} };
  const type = textOf(found.displayParts);
  const documentation = textOf(found.documentation);
  const tags = found.tags ?? [];
  const plain = [type, documentation, tags.map(plainTag).join('\n')];
  const markdown = [`\`\`\`typescript\n${type}\n\`\`\``, documentation, tags.map(markdownTag).join('  \n')];
  const join = (parts: string[]) => parts.filter((part) => part !== '').join('\n\n');
  return { found: true, data: { 'text/plain': join(plain), 'text/markdown': join(markdown) } };
}

/** The name under the cursor, or the one that ends there, or the function between whose parentheses it stands. */
function infoAt({ service, cell }: Language, cursor: number): ts.QuickInfo | undefined {
  const at = (position: number) =>
    position < 0 ? undefined : service.getQuickInfoAtPosition(cell, position);
  const name = at(cursor) ?? at(cursor - 1);
  if (name !== undefined) return name;
  const call = service.getSignatureHelpItems(cell, cursor, undefined);
  // The span begins behind the parenthesis.
  return call === undefined ? undefined : at(call.applicableSpan.start - 2);
}

function plainTag({ name, text }: ts.JSDocTagInfo): string {
  return `@${name} ${textOf(text)}`.trimEnd();
}

/** `@param count - how many` → **@param** `count` how many */
function markdownTag({ name, text }: ts.JSDocTagInfo): string {
  const words = textOf(text);
  if (name === 'example' && !words.includes('```'))
    return `**@example**\n\`\`\`typescript\n${words}\n\`\`\`\n`;
  const subject = text?.find(({ kind }) => kind === 'parameterName' || kind === 'typeParameterName')?.text;
  if (subject === undefined) return `**@${name}** ${words}`.trimEnd();
  const rest = words.slice(words.indexOf(subject) + subject.length).trim();
  return `**@${name}** \`${subject}\` ${rest}`.trimEnd();
}

function textOf(parts: readonly { text: string }[] | undefined): string {
  return (parts ?? []).map((part) => part.text).join('');
}
