import { forgetAddressees } from '../../members/addressees.ts';
import type { Context } from '../../platform/context.ts';
import type { Database } from '../../platform/database.ts';
import { countedSince, linkExpiry } from './rules.ts';
import { deleteLinks, lockLinksBefore, lockLinksOf, type SignInLink } from './store.ts';

type Gone = Pick<SignInLink, 'id' | 'addresseeId'>;

/** These links and the addresses that they went to. A mail that is still planned is found to be about nothing. */
export async function forgetLinks(database: Database, gone: Gone[]): Promise<void> {
  if (gone.length === 0) return;
  await deleteLinks(
    database,
    gone.map(({ id }) => id),
  );
  await forgetAddressees(
    database,
    gone.map(({ addresseeId }) => addresseeId),
  );
}

/** Erases the links to sign in with that these addressees asked for, and those of them that asked. */
export async function eraseSignInLinks(transaction: Database, addresseeIds: string[]): Promise<void> {
  if (addresseeIds.length > 0) await forgetLinks(transaction, await lockLinksOf(transaction, addresseeIds));
}

const AT_A_TIME = 200;

/** Forgets links that have run out, once they do not count against others of their address any more. */
export async function tidyLinks(
  { clock, database }: Pick<Context, 'clock' | 'database'>,
  signal?: AbortSignal,
): Promise<void> {
  const before = linkExpiry(countedSince(clock.now()));
  while (!signal?.aborted) {
    const gone = await database.transaction(async (transaction) => {
      const links = await lockLinksBefore(transaction, { before, limit: AT_A_TIME });
      await forgetLinks(transaction, links);
      return links.length;
    });
    if (gone < AT_A_TIME) return;
  }
}
