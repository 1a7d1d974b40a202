import type { Request } from 'express';
import { z } from 'zod';
import { offerOf } from '../../catalog/catalog.ts';
import { orNothing, PageQuery } from '../../platform/http/fields.ts';
import { Problem } from '../../platform/http/problem.ts';
import { type Answer, HTML, type Route } from '../../platform/http/route.ts';
import { chooseLocale } from '../../platform/locale.ts';
import { pageModel } from '../../platform/page-model.ts';
import { randomToken } from '../../platform/tokens.ts';
import { changeMembership } from '../changes/change-membership.ts';
import { CHANGE_KINDS, type ChangeKind } from '../changes/rules.ts';
import { forMember } from '../sign-in/for-member.ts';
import { CHANGE_ERRORS, type ChangeError, type ChangeModel, type Sent } from './change-model.ts';
import { renderChange } from './change-page.ts';
import type { AccountContext } from './context.ts';
import { type Card, listCards } from './membership-card.ts';
import { accountHref, changeHref } from './paths.ts';
import { CHANGE_FORMS, readChange } from './read-change.ts';
import { whichOf } from './words.ts';

const SUMMARIES: Record<ChangeKind, string> = {
  amount: 'Another amount, from the next charge on',
  frequency: 'Monthly or annual, from the end of what is paid on',
  pause: 'Leave out one, two or three charges',
  resume: 'End a pause',
  cancel: 'End it, with what is paid',
  keep: 'Take a cancellation back',
};

/** For each change a page on which to choose, which also says what will happen; and what its button sends. */
export function changePages(context: AccountContext): Route[] {
  return CHANGE_KINDS.flatMap((kind) => [choose(context, kind), confirm(context, kind)]);
}

const Params = z.object({ id: z.string() });
const Choice = z.string().max(20);
const ChoiceQuery = PageQuery.extend({
  amount: orNothing(Choice),
  other: orNothing(Choice),
  months: orNothing(Choice),
});

const pathOf = (kind: ChangeKind) => `/account/memberships/{id}/${kind}`;

function choose(context: AccountContext, kind: ChangeKind): Route {
  return forMember(context, {
    method: 'get',
    path: pathOf(kind),
    tag: 'Pages',
    summary: `${SUMMARIES[kind]}: what to choose; and, chosen, what will happen`,
    params: Params,
    query: ChoiceQuery,
    answers: {
      200: HTML,
      303: { description: 'To the account, where this cannot be changed just now' },
      422: HTML,
    },
    handle: async ({ session, request, params, query: { lang, ...sent } }) => {
      const found = await findCard(context, { id: params.id, memberId: session.memberId });
      const { card } = found;
      if (!card.offers.includes(kind)) return toAccount(request, lang);
      const model = modelOf(context, request, { kind, found, lang, sent });
      const isChosen = Object.values(sent).some((value) => value !== undefined);
      if (!isChosen) return { status: 200, html: renderChange(model) };
      const read = readChange(model, sent);
      const status = 'error' in read ? 422 : 200;
      return { status, html: renderChange({ ...model, ...read }) };
    },
  });
}

function confirm(context: AccountContext, kind: ChangeKind): Route {
  return forMember(context, {
    method: 'post',
    path: pathOf(kind),
    tag: 'Pages',
    summary: SUMMARIES[kind],
    params: Params,
    query: PageQuery,
    body: { kind: 'form', schema: CHANGE_FORMS[kind] },
    answers: { 303: { description: 'To the account, which says what became of it' }, 409: HTML, 422: HTML },
    handle: async ({ session, request, params, query: { lang }, body: { requestKey, ...fields } }) => {
      const { memberId } = session;
      const found = await findCard(context, { id: params.id, memberId });
      const { card } = found;
      const model = modelOf(context, request, { kind, found, lang, sent: fields, requestKey });
      const read = readChange(model, fields);
      // What was sent twice may have been done already, so that the amount is the one that they give.
      if ('error' in read && read.error !== 'amount-unchanged')
        return { status: 422, html: renderChange({ ...model, ...read }) };
      if ('error' in read) return toAccount(request, lang, kind);
      try {
        const { id: membershipId } = card.membership;
        const order = { memberId, membershipId, change: read.change, requestKey: requestKey ?? null };
        await changeMembership(context, order);
        return toAccount(request, lang, kind);
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        return explain(error, model) ?? toAccount(request, lang, kind);
      }
    },
  });
}

/** @returns null for what the account's page says itself. @throws the problem, where a page of ours has nothing to add */
function explain(problem: Problem, model: ChangeModel): Answer | null {
  const { slug, status, headers } = problem;
  if (slug === 'request-in-flight' || slug === 'change-refused') return null;
  const again = (error: ChangeError) => ({ status, headers, html: renderChange({ ...model, error }) });
  if (slug === 'change-not-possible') return again('other');
  if (slug !== 'invalid-request') throw problem;
  const code = problem.errors?.[0]?.code;
  return again(CHANGE_ERRORS.find((one) => one === code) ?? 'other');
}

/** A membership, among all of its owner's. */
type FoundCard = { card: Card; cards: readonly Card[] };

/** @throws Problem not-found, for another's as well */
export async function findCard(
  context: AccountContext,
  { id, memberId }: { id: string; memberId: string },
): Promise<FoundCard> {
  const cards = await listCards(context, memberId);
  const card = cards.find(({ membership }) => membership.id === id);
  if (card === undefined) throw new Problem('not-found');
  return { card, cards };
}

type Asked = {
  kind: ChangeKind;
  found: FoundCard;
  lang: string | undefined;
  sent: Sent;
  requestKey?: string | undefined;
};

function modelOf(
  context: AccountContext,
  request: Request,
  { kind, found: { card, cards }, lang, sent, requestKey = randomToken() }: Asked,
): ChangeModel {
  const { id, currency } = card.membership;
  const { locale } = pageModel(context, request, lang);
  const timeZone = context.settings.REPORT_TIME_ZONE;
  const address = request.method === 'GET' ? request.originalUrl : changeHref(id, kind, locale);
  return {
    ...pageModel(context, request, lang, address),
    timeZone,
    card,
    which: whichOf(card, cards, { locale, timeZone }),
    kind,
    offer: offerOf(context.catalog, currency),
    sent,
    error: undefined,
    change: undefined,
    requestKey,
  };
}

function toAccount(request: Request, lang: string | undefined, done?: ChangeKind): Answer {
  const locale = chooseLocale({ query: lang, acceptLanguage: request.get('accept-language') });
  return { status: 303, location: accountHref(locale, { ...(done && { done }) }) };
}
