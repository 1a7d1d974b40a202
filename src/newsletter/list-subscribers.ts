import { mailLink } from '../members/mail-link.ts';
import { openAddressees } from '../members/open-addressees.ts';
import type { Context } from '../platform/context.ts';
import type { Locale } from '../platform/locale.ts';
import type { ConsentPlace } from './rules.ts';
import { findConfirmed, type Subscription } from './store.ts';

/** Somebody who gets the newsletter, by address, with the record of their consent. */
export type Subscriber = {
  email: string;
  locale: Locale;
  askedAt: Date;
  confirmedAt: Date;
  consentVersion: number;
  consentPlace: ConsentPlace;
  /** what every issue has to carry */
  unsubscribeUrl: string;
};

const AT_A_TIME = 500;

/**
 * Everybody who confirmed, a page at a time, so that the addresses never stand in memory as a whole. Opening them is a look
 * that has to be recorded first: that is the caller's to do.
 * @throws UnsealError where a key that wraps an address is gone
 */
export async function* listSubscribers(
  context: Pick<Context, 'database' | 'keyring' | 'publicUrl'>,
  atATime = AT_A_TIME,
): AsyncGenerator<Subscriber[]> {
  let after: string | null = null;
  for (;;) {
    const page: Subscription[] = await findConfirmed(context.database, { after, limit: atATime });
    if (page.length > 0) yield await open(context, page);
    const last = page.at(-1);
    if (last === undefined || page.length < atATime) return;
    after = last.id;
  }
}

async function open(
  context: Pick<Context, 'database' | 'keyring' | 'publicUrl'>,
  page: Subscription[],
): Promise<Subscriber[]> {
  const ids = page.map(({ addresseeId }) => addresseeId);
  const addressees = await openAddressees(context, context.database, ids);
  return page.flatMap(({ id: _id, addresseeId, state: _state, confirmedAt, ...consent }) => {
    const addressee = addressees.get(addresseeId);
    // Unsubscribed since the page was read.
    if (addressee === undefined || confirmedAt === null) return [];
    const { address: email, token } = addressee;
    return [{ ...consent, email, confirmedAt, unsubscribeUrl: mailLink(context, 'unsubscribe', { token }) }];
  });
}
