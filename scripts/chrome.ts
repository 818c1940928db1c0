/** The sandbox imports nothing of ours, and its browser test needs Chrome, too: so it is found there. */
export { chromeFlags, findChrome } from '../sandbox/console/chrome.ts';
