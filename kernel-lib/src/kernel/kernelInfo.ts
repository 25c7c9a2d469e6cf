/** What the kernel says of itself. */
import { createRequire } from 'node:module';
import { PROTOCOL } from './wire.js';

export const VERSION = '0.1.0';
/** The language that cells are written in. Read from the package: the parent never loads the compiler itself. */
const { version: TYPESCRIPT } = createRequire(__filename)('typescript/package.json') as { version: string };

export function kernelInfo(): Record<string, unknown> {
  return {
    status: 'ok',
    protocol_version: PROTOCOL,
    implementation: 'blossom',
    implementation_version: VERSION,
    language_info: {
      name: 'typescript',
      version: TYPESCRIPT,
      mimetype: 'text/typescript',
      file_extension: '.ts',
      pygments_lexer: 'typescript',
      codemirror_mode: { name: 'javascript', typescript: true },
      nbconvert_exporter: 'script',
    },
    banner: `Blossom ${VERSION}: TypeScript ${TYPESCRIPT} on Node ${process.version}`,
    debugger: false,
    help_links: [
      { text: 'TypeScript handbook', url: 'https://www.typescriptlang.org/docs/handbook/' },
      { text: 'TensorFlow.js API', url: 'https://js.tensorflow.org/api/latest/' },
    ],
  };
}
