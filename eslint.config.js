import lwcRecommended from '@salesforce/eslint-config-lwc/recommended-ts.js';
import slds from '@salesforce-ux/eslint-plugin-slds';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

/** The limits of the style guide: short functions, one idea a file. */
const size = {
  'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
  'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
};

const panels = 'force-app/**/lwc';

export default tseslint.config(
  {
    ignores: [
      '**/node_modules/',
      'dist/',
      '.orderlens/',
      'coverage/',
      // Compiled from the .ts beside them.
      `${panels}/*/*.js`,
    ],
  },
  {
    files: ['{middleware,sandbox,scripts,bench,types}/**/*.ts'],
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
  {
    files: [`${panels}/*/*.ts`, `${panels}/**/__tests__/*.js`],
    extends: [lwcRecommended],
    rules: { ...size, 'no-console': 'error' },
  },
  {
    files: [`${panels}/*/*.ts`],
    extends: [tseslint.configs.recommended, tseslint.configs.stylistic],
    rules: { '@typescript-eslint/consistent-type-imports': 'error' },
  },
  {
    files: [`${panels}/**/__tests__/*.js`],
    rules: { 'max-lines-per-function': 'off' },
  },
  {
    files: [`${panels}/**/*.css`],
    extends: [slds.configs['flat/recommended-css']],
  },
  {
    files: [`${panels}/**/*.html`],
    extends: [slds.configs['flat/recommended-html']],
  },
  prettier,
);
