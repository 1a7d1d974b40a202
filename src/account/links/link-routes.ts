import type { Request } from 'express';
import { z } from 'zod';
import type { Deed } from '../../members/mail-link.ts';
import type { Context } from '../../platform/context.ts';
import { orNothing, PageQuery } from '../../platform/http/fields.ts';
import { writeProvenCookie } from '../../platform/http/proven-address.ts';
import { type Answer, HTML, type Route, route } from '../../platform/http/route.ts';
import { formatDay } from '../../platform/locale.ts';
import { pageModel } from '../../platform/page-model.ts';
import { dayAt, dayText } from '../../platform/time.ts';
import { isEndedLink } from '../../reminders/ended-link.ts';
import type { ErasingContext } from '../erasure/erase-person.ts';
import { ERASED_COOKIES } from '../erasure/erased-cookies.ts';
import { addresseeOfLink } from './addressee-of-link.ts';
import { confirmByLink } from './confirm-by-link.ts';
import { eraseByLink, mayEraseByLink } from './erase-by-link.ts';
import { renderAsk, renderSettled, renderUsedUp, SETTLED, type Settled } from './link-page.ts';
import { unsubscribeByLink } from './unsubscribe-by-link.ts';

const USED_UP = { ...HTML, description: 'Used, expired or forged: all the same' };
const TO_SETTLED = { description: 'To a page that says what is settled' };

const LinkQuery = PageQuery.extend({
  token: orNothing(z.string().regex(/^[A-Za-z0-9_-]{22,600}$/)).meta({
    description: 'As it came in the mail',
  }),
});

/** Mail programs send what they like, and pages nothing at all; only whether it says one click is looked at. */
const ANY_BODY = { kind: 'bytes', schema: z.instanceof(Buffer), form: z.object({}) } as const;

/** By which mail programs say that it was their one click (RFC 8058, 3.2). */
const ONE_CLICK = { ...ANY_BODY, form: z.object({ 'List-Unsubscribe': z.literal('One-Click').optional() }) };

/** Behind the links of our mails. What is only looked at changes nothing. */
export function linkPages(context: ErasingContext): Route[] {
  return [
    askPage(context, 'confirm', 'What the link in a mail asks to confirm'),
    confirm(context),
    askPage(context, 'unsubscribe', 'Asks whether to stop these mails'),
    unsubscribe(context),
    askPage(context, 'erase', 'Asks whether to erase all that is kept for an address'),
    erase(context),
    settledPage(context),
  ];
}

function askPage(context: Context, deed: Deed, summary: string): Route {
  return route({
    method: 'get',
    path: `/${deed}`,
    tag: 'Pages',
    summary,
    query: LinkQuery,
    answers: { 200: HTML, 410: USED_UP },
    handle: async ({ request, query: { token, lang } }) => {
      if (token === undefined || !(await isOfUse(context, deed, token)))
        return usedUp(context, request, lang);
      return { status: 200, html: renderAsk({ ...pageModel(context, request, lang), deed, token }) };
    },
  });
}

async function isOfUse(context: Context, deed: Deed, token: string): Promise<boolean> {
  if (deed === 'erase') return mayEraseByLink(context, token);
  const { database } = context;
  if ((await addresseeOfLink(database, token)) !== undefined) return true;
  return deed === 'unsubscribe' && (await isEndedLink(database, token));
}

function confirm(context: Context): Route {
  return route({
    method: 'post',
    path: '/confirm',
    tag: 'Pages',
    summary: 'Confirm a reminder or the newsletter',
    query: LinkQuery,
    body: ANY_BODY,
    answers: { 303: TO_SETTLED, 410: USED_UP },
    handle: async ({ request, query: { token, lang } }) => {
      const confirmed = token === undefined ? null : await confirmByLink(context, token);
      if (confirmed === null) return usedUp(context, request, lang);
      const { what, on, proven } = confirmed;
      return {
        ...settled(what, lang, on && dayText(dayAt(on, context.settings.REPORT_TIME_ZONE))),
        cookies: proven === undefined ? [] : [writeProvenCookie(context, proven)],
      };
    },
  });
}

function unsubscribe(context: Context): Route {
  return route({
    method: 'post',
    path: '/unsubscribe',
    tag: 'Pages',
    summary: 'Stop these mails',
    description:
      "The page's button, and the one click of mail programs (RFC 8058), which follows no redirect.",
    query: LinkQuery,
    body: ONE_CLICK,
    answers: { 200: HTML, 303: TO_SETTLED, 410: USED_UP },
    handle: async ({ request, body, query: { token, lang } }) => {
      const done = token !== undefined && (await unsubscribeByLink(context, token));
      if (!done) return usedUp(context, request, lang);
      if (!body.includes('List-Unsubscribe')) return settled('unsubscribed', lang);
      const page = pageModel(context, request, lang, '/settled?what=unsubscribed');
      return { status: 200, html: renderSettled({ ...page, settled: 'unsubscribed' }) };
    },
  });
}

function erase(context: ErasingContext): Route {
  return route({
    method: 'post',
    path: '/erase',
    tag: 'Pages',
    summary: 'Erase all that is kept for the address',
    query: LinkQuery,
    body: ANY_BODY,
    answers: { 303: TO_SETTLED, 410: USED_UP },
    handle: async ({ request, query: { token, lang } }) => {
      const done =
        token !== undefined && (await eraseByLink(context, token, pageModel(context, request, lang).locale));
      if (!done) return usedUp(context, request, lang);
      return { ...settled('erased', lang), cookies: ERASED_COOKIES };
    },
  });
}

function settledPage(context: Context): Route {
  return route({
    method: 'get',
    path: '/settled',
    tag: 'Pages',
    summary: 'What a link has settled',
    query: PageQuery.extend({ what: z.enum(SETTLED), on: orNothing(z.iso.date()) }),
    answers: { 200: HTML },
    handle: ({ request, query: { lang, what, on } }) => {
      const page = pageModel(context, request, lang);
      const day = on === undefined ? undefined : formatDay(page.locale, new Date(on));
      return { status: 200, html: renderSettled({ ...page, settled: what, on: day }) };
    },
  });
}

function settled(what: Settled, lang = '', on?: string): Answer {
  const query = new URLSearchParams({ what, ...(on !== undefined && { on }), ...(lang !== '' && { lang }) });
  return { status: 303, location: `/settled?${query}` };
}

/** The same bytes for every link that is of no use, whatever it held: not even its languages' links repeat it. */
function usedUp(context: Context, request: Request, lang: string | undefined): Answer {
  return { status: 410, html: renderUsedUp(pageModel(context, request, lang, request.path)) };
}
