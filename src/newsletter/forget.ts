import { forgetAddressees } from '../members/addressees.ts';
import type { Database } from '../platform/database.ts';
import { callOffMails } from '../platform/mail/plan-mail.ts';
import { deleteSubscriptions, type Subscription } from './store.ts';

/** All that there is of these: the consent, the address, and mail that has not gone out. @returns how many there were */
export async function forget(database: Database, gone: Subscription[]): Promise<number> {
  if (gone.length === 0) return 0;
  for (const { id } of gone) await callOffMails(database, id);
  await deleteSubscriptions(
    database,
    gone.map(({ id }) => id),
  );
  await forgetAddressees(
    database,
    gone.map(({ addresseeId }) => addresseeId),
  );
  return gone.length;
}
