import { sealAddressLink } from '../../members/address-link.ts';
import { type Addressee, readAddressee } from '../../members/addressees.ts';
import { findMemberOfAddress } from '../../members/find-member-of-address.ts';
import { hadEnough } from '../../members/had-enough.ts';
import { mailLink } from '../../members/mail-link.ts';
import type { Context } from '../../platform/context.ts';
import type { Database } from '../../platform/database.ts';
import type { Locale } from '../../platform/locale.ts';
import type { MailKind } from '../../platform/mail/kind.ts';
import type { Letter } from '../../platform/mail/letter.ts';
import { forgetLinks } from './forget-links.ts';
import { LINK_ALLOWANCE, LIVING_ALLOWANCE } from './rules.ts';
import { signInLetter } from './sign-in-letter.ts';
import { findLink, LINK_ASKINGS, type SignInLink } from './store.ts';

/** The link to sign in with, for members alone: nobody else is written to, and of what they typed nothing is kept. */
export const signInMail: MailKind = {
  compose: async (context, database, id) => {
    const link = await findLink(database, id);
    if (link === undefined || link.expiresAt <= context.clock.now()) return null;
    const addressee = await readAddressee(context, database, link.addresseeId);
    if (addressee === undefined || !(await mayHaveIt(context, database, { link, addressee }))) {
      await forgetLinks(database, [link]);
      return null;
    }
    return { to: addressee.address, letter: letterOf(context, link.locale, addressee) };
  },
  settle: async (_context, database, id, fate) => {
    if (fate === 'sent' || fate === 'unheard') return;
    const link = await findLink(database, id);
    if (link !== undefined) await forgetLinks(database, [link]);
  },
};

/**
 * Whoever asks, and however often: only a member is written to, and a few times an hour at the most. Nobody is locked out by
 * asking in their name, though: who has no link that works gets one.
 */
async function mayHaveIt(
  context: Pick<Context, 'keyring'>,
  database: Database,
  { link, addressee: { address } }: { link: SignInLink; addressee: Addressee },
): Promise<boolean> {
  if ((await findMemberOfAddress(context, database, address)) === undefined) return false;
  const { id, createdAt: at } = link;
  const asking = { askings: LINK_ASKINGS, id, at, address };
  const isFree = async (allowance: typeof LINK_ALLOWANCE) =>
    !(await hadEnough(context, database, { ...allowance, ...asking }));
  return (await isFree(LINK_ALLOWANCE)) || isFree(LIVING_ALLOWANCE);
}

function letterOf(
  context: Pick<Context, 'publicUrl' | 'keyring'>,
  locale: Locale,
  { token, address }: Addressee,
): Letter {
  return signInLetter(locale, {
    enter: `${context.publicUrl}/account/enter?${new URLSearchParams({ token, lang: locale })}`,
    // The link is used up soon, and its address forgotten with it; this one goes on working.
    erase: mailLink(context, 'erase', { token: sealAddressLink(context, address), locale }),
  });
}
