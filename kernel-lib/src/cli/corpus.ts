/** `blossom corpus build` and `blossom corpus inspect`: anyone's own text into a corpus, and a look at what came of it. */
import { Command } from 'commander';
import { corpusBuildCommand } from './corpus-build.js';
import { corpusInspectCommand } from './corpus-inspect.js';

const EXAMPLES = `
Examples:
  $ npx blossom corpus build my-books --out my-corpus --preset small
  $ npx blossom corpus inspect my-corpus               what was dropped, and why`;

export function corpusCommand(): Command {
  return new Command('corpus')
    .description('clean your own texts into a corpus: build it, and see what was dropped and why')
    .addCommand(corpusBuildCommand())
    .addCommand(corpusInspectCommand())
    .addHelpText('after', EXAMPLES);
}
