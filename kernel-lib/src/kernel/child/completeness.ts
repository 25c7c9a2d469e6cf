/** Whether a cell can run as it stands, by tslab's rules: two empty lines end it in any case. */
import ts from 'typescript';
import type { Completeness } from '../outputs.js';
import { syntaxErrors } from './cellSource.js';

/** Unlike a string in quotes, it may go on in the next line. */
const UNTERMINATED_TEMPLATE = 1160;

export function completenessOf(code: string): Completeness {
  const errors = syntaxErrors(code);
  const end = code.trimEnd().length;
  const isOpen = errors.some(({ start = 0, length, code: number, messageText }) => {
    if (start < end || length !== 0) return false;
    const message = ts.flattenDiagnosticMessageText(messageText, '\n');
    return number === UNTERMINATED_TEMPLATE || message.endsWith(' expected.');
  });
  const isForced = /(^|\n)\s*\n\s*$/.test(code);
  if (isOpen && !isForced) return { status: 'incomplete', indent: indentOnEnter(code) };
  return { status: errors.length > 0 ? 'invalid' : 'complete' };
}

/** The rules by which VS Code indents TypeScript. */
function indentOnEnter(code: string): string {
  const line = /[^\n]*$/.exec(code)![0];
  const indent = /^\s*/.exec(line)![0];
  const closes = /^((?!.*?\/\*).*\*\/)?\s*[}\]].*$/;
  const opens = /^((?!\/\/).)*(\{[^}"'`]*|\([^)"'`]*|\[[^\]"'`]*)$/;
  if (closes.test(line)) return indent.replace(/( {2}|\t| )$/, '');
  return opens.test(line) ? `${indent}  ` : indent;
}
