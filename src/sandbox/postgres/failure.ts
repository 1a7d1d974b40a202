/** Why the embedded server could not be had. Every message ends in what the reader can do about it. */
export type EmbeddedPostgresFault =
  | 'already-running'
  | 'unsupported-platform'
  | 'missing-library'
  | 'no-account'
  | 'no-access'
  | 'start-failed';

export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';
  readonly code: EmbeddedPostgresFault;

  constructor(code: EmbeddedPostgresFault, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

export const USE_YOUR_OWN = 'Set DATABASE_URL to a Postgres (15 or later) of your own instead.';

/** The `code` of a system error (`ENOENT`, …), or undefined for anything else. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
