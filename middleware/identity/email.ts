import { hash } from 'node:crypto';

/** Trimmed and in lower case, and nothing cleverer: whether dots or `+shop` make another person, only the provider knows. */
export function normalizeEmail(email: string | null | undefined): string | null {
  return email?.trim().toLowerCase() || null;
}

/** Hex of SHA-256: finds an address again without keeping it. Takes a normalised one. */
export function emailHash(email: string | null): string | null {
  return email === null ? null : hash('sha256', email);
}
