import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type Secret = {
  make(): Promise<string>;
  /** whether the one that is kept still serves; taken for granted without it */
  serves?(secret: string): Promise<boolean>;
};

/** A secret of this installation, made once and kept in a file that its owner alone may read. */
export async function keepSecret(directory: string, name: string, { make, serves }: Secret): Promise<string> {
  const file = join(directory, name);
  const kept = existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
  if (kept !== undefined && (serves === undefined || (await serves(kept)))) return kept;
  const secret = await make();
  // Written beside and moved, so that a kill leaves a whole one or none.
  writeFileSync(`${file}.new`, `${secret}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return secret;
}
