import sfdx from '@salesforce/sfdx-lwc-jest/config.js';

/** Panels only; the tests of everything else run with node:test. */
export default {
  ...sfdx.jestConfig,
  roots: ['<rootDir>/force-app'],
  // What stands beside the tests in __tests__ helps them.
  testMatch: ['**/*.test.js'],
  // The compiled modules come first: what deploys is what is tested.
  moduleFileExtensions: ['js', 'ts', 'html'],
  // jsdom lays nothing out and cannot read @container; the console's browser test looks at the styles.
  moduleNameMapper: {
    '\\.css(\\?scoped=true)?$':
      '<rootDir>/node_modules/@lwc/jest-resolver/resources/emptyStyleMock.js',
  },
};
