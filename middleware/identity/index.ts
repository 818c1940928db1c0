export { decide, type Decision, type Evidence, type Rule } from './decide.ts';
export type { Candidate, ContactDirectory, IdentityKey } from './directory.ts';
export { emailHash, normalizeEmail } from './email.ts';
