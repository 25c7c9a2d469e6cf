/** What is under the cursor: its type, what its author wrote about it, and each tag of that text. */
import ts from 'typescript';
import type { Inspection } from '../outputs.js';
import { filesBehind, readDocumentation } from './documentation.js';
import type { Language } from './language.js';

export function inspectAt(language: Language, cursor: number): Inspection {
  const found = infoAt(language, cursor);
  if (found === undefined) return { found: false, data: {} };
  const type = textOf(found.displayParts);
  const written = found.documentation?.length || found.tags?.length ? found : ofFunction(language, found);
  const documentation = textOf(written.documentation);
  const tags = written.tags ?? [];
  const plain = [type, documentation, tags.map(plainTag).join('\n')];
  const markdown = [`\`\`\`typescript\n${type}\n\`\`\``, documentation, tags.map(markdownTag).join('  \n')];
  const join = (parts: string[]) => parts.filter((part) => part !== '').join('\n\n');
  return { found: true, data: { 'text/plain': join(plain), 'text/markdown': join(markdown) } };
}

type Written = Pick<ts.QuickInfo, 'documentation' | 'tags'>;

/** What is written at the function that a constant holds, as each operation of tfjs is one. */
function ofFunction({ service, cell }: Language, { textSpan }: ts.QuickInfo): Written {
  const program = service.getProgram()!;
  const checker = program.getTypeChecker();
  const find = (node: ts.Node): ts.Node | undefined => {
    if (textSpan.start < node.pos || textSpan.start >= node.end) return undefined;
    return ts.forEachChild(node, find) ?? node;
  };
  const node = find(program.getSourceFile(cell)!);
  const signature = node && checker.getTypeAtLocation(node).getCallSignatures()[0];
  if (signature === undefined) return {};
  return { documentation: signature.getDocumentationComment(checker), tags: signature.getJsDocTags() };
}

/** The name under the cursor, or the one that ends there, or the function between whose parentheses it stands. */
function infoAt({ service, cell }: Language, cursor: number): ts.QuickInfo | undefined {
  const at = (position: number) => {
    if (position < 0) return undefined;
    readDocumentation(filesBehind(service, cell, position));
    return service.getQuickInfoAtPosition(cell, position);
  };
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
