import { localeOfMember } from '../../contributions/locale-of-member.ts';
import { sealAddressLink } from '../../members/address-link.ts';
import { addressOfMember } from '../../members/address-of-member.ts';
import { mailLink } from '../../members/mail-link.ts';
import { whoIsNow } from '../../members/who-is-now.ts';
import { LOCALES } from '../../platform/locale.ts';
import type { MailKind } from '../../platform/mail/kind.ts';
import { double } from '../doubles/double-mail.ts';
import { frame, sheetFor } from './frame.ts';
import { cancelled } from './letters/cancelled.ts';
import { cardExpiring } from './letters/card-expiring.ts';
import { ended } from './letters/ended.ts';
import { actionRequired, paymentFailed, recovered } from './letters/failed-payments.ts';
import { paused } from './letters/paused.ts';
import { renewal } from './letters/renewal.ts';
import { resuming } from './letters/resuming.ts';
import { thanks } from './letters/thanks.ts';
import type { NoticeContext, NoticeDefinition } from './notice.ts';
import type { NoticeKind } from './rules.ts';
import { findNotice } from './store.ts';

/** The one list of what members are written about; each with the letter that says it. */
export const NOTICES: Partial<Record<NoticeKind, NoticeDefinition>> = {
  thanks,
  renewal,
  paused,
  resuming,
  cancelled,
  ended,
  'payment-failed': paymentFailed,
  'action-required': actionRequired,
  recovered,
  'card-expiring': cardExpiring,
  double,
};

/** Mail to members: discreet, with the way to their account and the one to erase everything. */
export const noticeMail: MailKind<NoticeContext> = {
  compose: async (context, database, subject) => {
    const notice = await findNotice(database, subject);
    const definition = notice && NOTICES[notice.kind];
    if (!notice || !definition) return null;
    const memberId = await whoIsNow(database, notice.memberId);
    const address = await addressOfMember(context, database, memberId);
    if (address === undefined) return null;
    const locale = (await localeOfMember(database, memberId)) ?? LOCALES[0];
    const sheet = sheetFor(context, locale);
    const letter = await definition.compose(context, database, { ...notice, memberId, sheet });
    if (letter === null || letter instanceof Date) return letter;
    const eraseUrl = mailLink(context, 'erase', { token: sealAddressLink(context, address), locale });
    return { to: address, letter: frame(letter, { sheet, eraseUrl }) };
  },
  // A mail that was refused changes nothing: what is owed to a member is said the next time, too, a few times a year.
  settle: async () => {},
};
