import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

/** The limits of the style guide: short functions, one idea a file. */
const size = {
  'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
  'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
};

export default tseslint.config(
  {
    ignores: ['**/node_modules/', 'dist/', '.orderlens/', 'coverage/', 'force-app/**/lwc/**/*.js'],
  },
  {
    files: ['{middleware,sandbox,scripts,bench}/**/*.ts'],
    extends: [tseslint.configs.recommended, tseslint.configs.stylistic],
    rules: {
      ...size,
      eqeqeq: 'error',
      'no-console': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
    },
  },
  {
    files: ['**/*.test.ts', '**/*-contract.ts'],
    rules: { 'max-lines-per-function': 'off' },
  },
  prettier,
);
