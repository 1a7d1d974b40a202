import { z } from 'zod';
import { listMovementsOfMember } from '../../ledger/list-movements-of-member.ts';
import { listPaymentsOfMember } from '../../ledger/list-payments-of-member.ts';
import { GivenId, orNothing, PageQuery } from '../../platform/http/fields.ts';
import { Problem } from '../../platform/http/problem.ts';
import { HTML, type Route } from '../../platform/http/route.ts';
import { pageModel } from '../../platform/page-model.ts';
import { dayAt } from '../../platform/time.ts';
import { randomToken } from '../../platform/tokens.ts';
import { CHANGE_KINDS } from '../changes/rules.ts';
import { type Double, findOpenDouble } from '../doubles/store.ts';
import { forMember } from '../sign-in/for-member.ts';
import type { Told } from './account-model.ts';
import { renderAccount } from './account-page.ts';
import { changePages } from './change-routes.ts';
import type { AccountContext } from './context.ts';
import { type Card, listCards } from './membership-card.ts';
import { methodPages } from './method-routes.ts';
import { yearsOf } from './statement.ts';
import { statementPage } from './statement-routes.ts';
import { findLastChange } from './store.ts';

const PAGE = 24;

/** The account, without a script. */
export function accountPages(context: AccountContext): Route[] {
  return [accountPage(context), ...changePages(context), ...methodPages(context), statementPage(context)];
}

const AccountQuery = PageQuery.extend({
  done: orNothing(z.enum([...CHANGE_KINDS, 'payment-method'])).meta({
    description: 'What was just asked for; what became of it, the books say',
  }),
  before: orNothing(GivenId).meta({ description: 'The id of a payment: only older ones' }),
});

function accountPage(context: AccountContext): Route {
  return forMember(context, {
    method: 'get',
    path: '/account',
    tag: 'Pages',
    summary: 'What somebody gives, since when, what comes next, and what they gave',
    query: AccountQuery,
    answers: { 200: HTML },
    handle: async ({ session: { memberId }, request, query: { lang, done, before } }) => {
      const { database, settings } = context;
      const history = await listPaymentsOfMember(database, memberId, { before, limit: PAGE });
      if (history === null) throw new Problem('not-found');
      const cards = await listCards(context, memberId);
      const timeZone = settings.REPORT_TIME_ZONE;
      return {
        status: 200,
        html: renderAccount({
          ...pageModel(context, request, lang),
          timeZone,
          told: await whatToTell(context, { memberId, done, cards }),
          cards,
          double: await findAskedDouble(context, memberId),
          payments: history.payments,
          isFirst: before === undefined,
          hasMore: history.more,
          years: yearsOf(await listMovementsOfMember(database, memberId), timeZone),
          thisYear: dayAt(context.clock.now(), timeZone).year,
          requestKey: randomToken(),
        }),
      };
    },
  });
}

/** The owner's answer may be on its way: then there is nothing to ask. */
async function findAskedDouble({ database }: AccountContext, memberId: string): Promise<Double | undefined> {
  const open = await findOpenDouble(database, memberId);
  return open?.answer === null ? open : undefined;
}

type Asked = { memberId: string; done: z.output<typeof AccountQuery>['done']; cards: readonly Card[] };

/** Only what the books bear out is told as done, whatever the address says; and nothing that another change came after. */
async function whatToTell(
  { database }: AccountContext,
  { memberId, done, cards }: Asked,
): Promise<Told | undefined> {
  if (done === undefined) return undefined;
  if (done === 'payment-method') return { kind: 'returned' };
  const last = await findLastChange(database, memberId);
  if (last?.kind !== done) return undefined;
  const card = cards.find(({ membership }) => membership.id === last?.membershipId);
  switch (last.state) {
    case 'done':
      return { kind: 'done', change: done, card };
    case 'waiting':
      return { kind: 'waiting', change: done };
    case 'refused':
      return { kind: 'refused' };
  }
}
