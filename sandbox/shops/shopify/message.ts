/** For `catch (error: unknown)`: what to print. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
