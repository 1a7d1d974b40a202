import type { Request } from 'express';
import { z } from 'zod';
import { ASK_COOKIE, readAskCookie } from '../ask/cookie.ts';
import type { WithCatalog } from '../catalog/catalog.ts';
import type { Context } from '../platform/context.ts';
import { readCookie } from '../platform/http/cookies.ts';
import { IdempotencyHeaders } from '../platform/http/fields.ts';
import { originFor } from '../platform/http/origin.ts';
import { Problem, refuseField } from '../platform/http/problem.ts';
import { PROVEN_COOKIE } from '../platform/http/proven-address.ts';
import { type Route, route } from '../platform/http/route.ts';
import { plainHash } from '../platform/keys.ts';
import { chooseLocale } from '../platform/locale.ts';
import { minor } from '../platform/money.ts';
import { admitReminder, type ReminderAdmissions } from './admit-reminder.ts';
import { checkChoice } from './choice.ts';
import { cancelCurrent, findCurrent } from './find-current.ts';
import { calendarFile } from './ics.ts';
import { openReturn, returnUrl, sealReturn } from './return-link.ts';
import { faultOfDay, INTERVALS } from './rules.ts';
import { CurrentReminderDocument, ReminderDocument, ReminderRequest } from './schemas.ts';
import { setReminder } from './set-reminder.ts';
import { type ReminderWish, requestKeyOf } from './wish.ts';

type ReminderContext = Context & WithCatalog;

const CURRENT = '/v1/reminders/current';
const CALENDAR = '/v1/reminders/current.ics';

/** Reminders for programs: the newsroom's own pages and its apps. */
export function reminderApi(context: ReminderContext, admissions: ReminderAdmissions): Route[] {
  return [setRoute(context, admissions), calendarRoute(context), currentRoute(context), cancelRoute(context)];
}

function setRoute(context: ReminderContext, admissions: ReminderAdmissions): Route {
  return route({
    method: 'post',
    path: '/v1/reminders',
    tag: 'Readers',
    summary: 'Remind me later',
    description:
      'Hides the ask in this browser until then. The answer is the same whether or not an address is known. One that is asked for by e-mail has to be confirmed by the link in a mail, and a later one replaces it.',
    headers: IdempotencyHeaders,
    body: { kind: 'json', schema: ReminderRequest },
    answers: {
      201: { description: 'Set; the cookie gw_ask says until when', schema: ReminderDocument },
    },
    handle: async ({ request, body: { residence, ...body }, headers }) => {
      await admitReminder(admissions, request, { channel: body.channel, residence });
      const wish = wishOf(context, body);
      const key = headers['idempotency-key'];
      const { askAgainAt, channel, cookies } = await setReminder(context, wish, {
        askCookie: askCookieOf(context, request),
        provenCookie: readCookie(request, PROVEN_COOKIE, context.publicUrl),
        requestKey: key ? requestKeyOf(context, key, wish) : null,
      });
      const calendarUrl = channel === 'calendar' ? calendarUrlOf(context, request, wish) : undefined;
      return {
        status: 201,
        json: { askAgainAt: askAgainAt.toISOString(), channel, calendarUrl },
        cookies,
      };
    },
  });
}

/** @throws Problem invalid-request for what a schema alone cannot judge */
function wishOf(
  context: ReminderContext,
  { in: delay, on, every, choice, ...rest }: Omit<z.output<typeof ReminderRequest>, 'residence'>,
): ReminderWish {
  const when = delay === undefined ? ({ delay: 'date', day: on ?? '' } as const) : { delay };
  const zone = rest.timeZone ?? context.settings.REPORT_TIME_ZONE;
  const fault = when.delay === 'date' ? faultOfDay(when.day, context.clock.now(), zone) : null;
  if (fault !== null) throw refuseField('/on', fault);
  const chosen = choice && { ...choice, amount: minor(choice.amount) };
  if (chosen) checkChoice(context, chosen);
  return { ...rest, when, everyMonths: every && INTERVALS[every], choice: chosen };
}

/** The choice and the campaign go along, sealed: a device that is quiet for a gift keeps neither. */
function calendarUrlOf(context: Context, request: Request, wish: ReminderWish): string {
  const { when, choice, campaign, locale } = wish;
  const later = sealReturn(context, { channel: 'calendar', delay: when.delay, choice, campaign });
  return `${originFor(context, request)}${CALENDAR}?later=${later}&lang=${locale}`;
}

function currentRoute(context: Context): Route {
  return route({
    method: 'get',
    path: CURRENT,
    tag: 'Readers',
    summary: 'The reminder that this browser has set',
    description:
      'A browser that is quiet after a gift is answered like one whose reader just hid the ask. Without a cookie, with a forged one and with one that is long over: the same 404.',
    answers: { 200: { description: 'Where it stands', schema: CurrentReminderDocument } },
    handle: async ({ request }) => {
      const current = await findCurrent(context, askCookieOf(context, request));
      if (current === null) throw new Problem('not-found');
      const { status, askAgainAt, channel } = current;
      return { status: 200, json: { status, askAgainAt: askAgainAt.toISOString(), channel } };
    },
  });
}

function cancelRoute(context: Context): Route {
  return route({
    method: 'delete',
    path: CURRENT,
    tag: 'Readers',
    summary: 'Take the reminder back',
    description:
      'The ask is shown again, unless a gift keeps it hidden. A mail is called off, its address deleted.',
    answers: { 204: { description: 'Taken back' } },
    handle: async ({ request }) => {
      const cancelled = await cancelCurrent(context, askCookieOf(context, request));
      if (cancelled === null) throw new Problem('not-found');
      return { status: 204, cookies: cancelled.cookies };
    },
  });
}

function calendarRoute(context: Context): Route {
  return route({
    method: 'get',
    path: CALENDAR,
    tag: 'Readers',
    summary: 'A calendar file for the day on which the reminder falls',
    query: z.strictObject({
      later: z.string().max(400).optional().meta({ description: 'As `calendarUrl` has it' }),
      lang: z.string().optional(),
    }),
    answers: { 200: { description: 'RFC 5545', mediaType: 'text/calendar' } },
    handle: async ({ request, query }) => {
      const askCookie = askCookieOf(context, request);
      const current = await findCurrent(context, askCookie);
      if (current === null) throw new Problem('not-found');
      const locale = chooseLocale({ query: query.lang, acceptLanguage: request.get('accept-language') });
      const returned = query.later === undefined ? null : openReturn(context, query.later);
      const back = returned ?? { channel: 'calendar', delay: 'date', choice: current.choice };
      const file = calendarFile({
        // The same at every download, so that a calendar takes the second for the first; the token cannot be told from it.
        uid: plainHash(`calendar ${readAskCookie(context, askCookie)?.token}`).toString('hex', 0, 16),
        day: current.askAgainAt,
        madeAt: context.clock.now(),
        locale,
        url: returnUrl(context, back, locale, originFor(context, request)),
      });
      return {
        status: 200,
        text: { type: 'text/calendar; charset=utf-8', body: file },
        headers: { 'Content-Disposition': 'attachment; filename="note.ics"' },
      };
    },
  });
}

function askCookieOf(context: Context, request: Request): string | undefined {
  return readCookie(request, ASK_COOKIE, context.publicUrl);
}
