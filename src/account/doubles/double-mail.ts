import type { Context } from '../../platform/context.ts';
import type { Locale } from '../../platform/locale.ts';
import { plus } from '../../platform/time.ts';
import { sealPurposeLink } from '../links/purpose-link.ts';
import { defineNotice } from '../notices/notice.ts';
import { MESSAGES } from './messages.ts';
import { type DoubleAnswer, goesOn, LINK_LASTS } from './rules.ts';
import { type Double, findDouble } from './store.ts';

type Model = { earlier: Date; later: Date; links: Record<DoubleAnswer, string> };

const SAMPLE = {
  later: new Date('2026-11-23T10:00:00Z'),
  links: {
    'keep-earlier': 'https://support.example/account/double?token=abc&answer=keep-earlier',
    'keep-later': 'https://support.example/account/double?token=abc&answer=keep-later',
    'keep-both': 'https://support.example/account/double?token=abc&answer=keep-both',
  },
};

/** Which of two memberships is to stay: a link for each answer, each to a page with a button. */
export const double = defineNotice<Model>({
  read: async (context, database, { about, sheet: { locale } }) => {
    const found = await findDouble(database, about);
    if (!found || found.settledAt !== null || found.answer !== null) return null;
    if (!goesOn(found.earlier) || !goesOn(found.later)) return null;
    const { earlier, later } = found;
    return { earlier: earlier.startedAt, later: later.startedAt, links: linksFor(context, found, locale) };
  },
  write: ({ earlier, later, links }, { locale, day }) => {
    const { mail: words } = MESSAGES[locale];
    const isOneDay = day(earlier) === day(later);
    const labels: Record<DoubleAnswer, string> = {
      'keep-earlier': words.keepEarlier,
      'keep-later': words.keepLater,
      'keep-both': words.keepBoth,
    };
    return {
      subject: words.subject,
      blocks: [
        { kind: 'text', text: isOneDay ? words.sameDay(day(later)) : words.text(day(earlier), day(later)) },
        { kind: 'text', text: words.question },
        ...ORDER.map((answer) => ({ kind: 'action', label: labels[answer], href: links[answer] }) as const),
        { kind: 'text', text: words.nothing },
      ],
    };
  },
  samples: {
    double: { ...SAMPLE, earlier: new Date('2026-03-23T10:00:00Z') },
    'double-same-day': { ...SAMPLE, earlier: new Date('2026-11-23T09:55:00Z') },
  },
});

const ORDER = ['keep-earlier', 'keep-later', 'keep-both'] as const satisfies readonly DoubleAnswer[];

function linksFor(
  context: Pick<Context, 'keyring' | 'clock' | 'publicUrl'>,
  { id, memberId }: Double,
  lang: Locale,
): Record<DoubleAnswer, string> {
  const until = plus(context.clock.now(), LINK_LASTS);
  const token = sealPurposeLink(context, { purpose: 'settle-double', memberId, about: id, until });
  const linkTo = (answer: DoubleAnswer) =>
    `${context.publicUrl}/account/double?${new URLSearchParams({ token, answer, lang })}`;
  return {
    'keep-earlier': linkTo('keep-earlier'),
    'keep-later': linkTo('keep-later'),
    'keep-both': linkTo('keep-both'),
  };
}
