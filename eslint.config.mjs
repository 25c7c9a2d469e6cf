import tseslint from 'typescript-eslint';

/** Folders of kernel-lib/src in reading order: a folder may import from itself and from those below it. */
const layers = [
  'cli',
  'grade',
  'notebook',
  'kernel',
  'display',
  'evaluate',
  'costs',
  'compress',
  'train',
  'generate',
  'nn',
  'ops',
  'backend',
  'corpus',
  'text',
  'world',
];

const oneWayImports = layers.map((layer, position) => ({
  files: [`kernel-lib/src/${layer}/**/*.ts`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            group: [...layers.slice(0, position).map((above) => `**/${above}/**`), '../index.js', '../index'],
            message: `${layer}/ may import only from folders below it in DESIGN's list (see CONTRIBUTING.md).`,
          },
        ],
      },
    ],
  },
}));

export default tseslint.config(
  {
    ignores: [
      '**/dist/',
      'kernel-lib/assembly/',
      '.build/',
      '.venv/',
      '.blossom/',
      'work/',
      '**/node_modules/',
      '**/*.ipynb',
    ],
  },
  ...tseslint.configs.recommended,
  {
    files: ['kernel-lib/src/**/*.ts', 'test/**/*.ts'],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      eqeqeq: 'error',
    },
  },
  {
    files: ['**/*.js', '**/*.cjs'],
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  {
    // A cell's last value is shown, and a task's function is called by its checks.
    files: ['notebooks/**/*.ts', 'solutions/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unused-expressions': 'off',
      '@typescript-eslint/no-unused-vars': 'off',
    },
  },
  ...oneWayImports,
);
