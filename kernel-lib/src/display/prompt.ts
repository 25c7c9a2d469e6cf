/** Asking the person at the notebook. */
import { UserError } from '../errors.js';
import { host } from './host.js';

export interface PromptOptions {
  /** Nobody is to see what is typed. */
  password?: boolean;
}

/**
 * Asks for a line of text, under the cell: `const name = await prompt('Name? ')`.
 * Rejects where nobody can answer, as in `blossom run`.
 */
export async function prompt(text = '', { password = false }: PromptOptions = {}): Promise<string> {
  const target = host();
  if (target?.input === undefined) {
    throw new UserError('prompt works in a notebook cell alone: run this in JupyterLab or VS Code.');
  }
  return target.input(String(text), { password });
}
