import type { WithCatalog } from '../../catalog/catalog.ts';
import { sealAddressLink } from '../../members/address-link.ts';
import { addressOfMember } from '../../members/address-of-member.ts';
import { mailLink } from '../../members/mail-link.ts';
import type { Context } from '../../platform/context.ts';
import type { Database } from '../../platform/database.ts';
import { LOCALES, type Locale } from '../../platform/locale.ts';
import type { MailKind } from '../../platform/mail/kind.ts';
import type { Block } from '../../platform/mail/letter.ts';
import type { WithStripe } from '../../stripe/client.ts';
import { findNotice, type Notice } from '../store.ts';
import type { NoticeKind } from './rules.ts';

export type NoticeContext = Context & WithStripe & WithCatalog;

/** What a kind of notice says, without the end that all of them have. */
export type NoticeLetter = { subject: string; blocks: readonly Block[] };

/**
 * Made when it goes out, from how things then stand.
 * @returns null where it is not true any more, or nothing the reader need know
 */
export type NoticeComposer = (
  context: NoticeContext,
  database: Database,
  notice: Notice & { locale: Locale },
) => Promise<NoticeLetter | Date | null>;

/** The one list of what members are written about; each with the letter that says it. */
export const NOTICES: Partial<Record<NoticeKind, NoticeComposer>> = {};

/** Mail to members: discreet, with the way to their account and the one to erase everything. */
export const noticeMail: MailKind<NoticeContext> = {
  compose: async (context, database, subject) => {
    const notice = await findNotice(database, subject);
    const compose = notice && NOTICES[notice.kind];
    if (!notice || !compose) return null;
    const address = await addressOfMember(context, database, notice.memberId);
    if (address === undefined) return null;
    const locale = LOCALES[0];
    const letter = await compose(context, database, { ...notice, locale });
    if (letter === null || letter instanceof Date) return letter;
    const erase = mailLink(context, 'erase', { token: sealAddressLink(context, address), locale });
    const footer: Block = { kind: 'footer', lines: [{ text: 'Erase', label: 'erase', href: erase }] };
    return { to: address, letter: { locale, subject: letter.subject, blocks: [...letter.blocks, footer] } };
  },
  settle: async () => {},
};
