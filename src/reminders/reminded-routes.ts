import { z } from 'zod';
import { carryUrl } from '../ask/carry.ts';
import { ASK_COOKIE } from '../ask/cookie.ts';
import { readCookie } from '../platform/http/cookies.ts';
import { HTML, type Route, route } from '../platform/http/route.ts';
import { LOCALES, type Locale } from '../platform/locale.ts';
import { pageModel } from '../platform/page-model.ts';
import { addressOf, appealAddress, readCarried } from './carried.ts';
import { cancelCurrent, findCurrent } from './find-current.ts';
import type { ReminderPagesContext } from './page-routes.ts';
import { RemindForm } from './read-form.ts';
import { renderCancelled, renderReminded } from './reminded-page.ts';
import { openReturn } from './return-link.ts';
import { CHANNELS } from './rules.ts';

/** What is set on this device, and taking it back. */
export function remindedPages(context: ReminderPagesContext): Route[] {
  return [remindedPage(context), cancel(context), cancelledPage(context)];
}

function remindedPage(context: ReminderPagesContext): Route {
  return route({
    method: 'get',
    path: '/reminded',
    tag: 'Pages',
    summary: 'Until when this device is not asked',
    query: z.record(z.string(), z.string()),
    answers: { 200: HTML, 303: { description: 'To the appeal, where nothing is set' } },
    handle: async ({ request, query }) => {
      const page = pageModel(context, request, query.lang);
      const cookie = readCookie(request, ASK_COOKIE, context.publicUrl);
      const sent = readCarried(context, query);
      const current = await findCurrent(context, cookie);
      if (current === null || current.status !== 'waiting')
        return { status: 303, location: appealAddress(sent, page.locale) };
      // A gift's cookie stays where it lasts longer, and knows nothing of what was asked for now.
      const channel = CHANNELS.find((one) => one === query.by) ?? current.channel;
      return {
        status: 200,
        html: renderReminded({
          ...page,
          until: current.askAgainAt,
          timeZone: context.settings.REPORT_TIME_ZONE,
          channel,
          calendarHref: channel === 'calendar' ? calendarHref(context, query.later, page.locale) : undefined,
          unconfirmed: query.confirm === 'yes',
          carryUrl: carryUrl(context, cookie) ?? undefined,
          carried: { ...sent, choice: current.choice ?? sent.choice },
        }),
      };
    },
  });
}

/** What was chosen goes along sealed, because a device that is quiet for a gift does not keep it. */
function calendarHref(context: ReminderPagesContext, later: string | undefined, lang: Locale): string {
  const known = later !== undefined && openReturn(context, later) !== null;
  return `/v1/reminders/current.ics?${new URLSearchParams({ ...(known && { later }), lang })}`;
}

function cancel(context: ReminderPagesContext): Route {
  return route({
    method: 'post',
    path: '/reminded/cancel',
    tag: 'Pages',
    summary: 'Take the reminder back',
    body: {
      kind: 'form',
      schema: z.record(z.string(), z.string()),
      form: RemindForm.pick({
        locale: true,
        frequency: true,
        amount: true,
        currency: true,
        campaign: true,
        source: true,
      }),
    },
    answers: { 303: { description: 'To a page that says so' } },
    handle: async ({ request, body }) => {
      const cancelled = await cancelCurrent(context, readCookie(request, ASK_COOKIE, context.publicUrl));
      const locale = LOCALES.find((one) => one === body.locale) ?? 'en';
      const location = addressOf('/reminded/cancelled', readCarried(context, body), locale);
      return { status: 303, location, ...(cancelled && { cookies: cancelled.cookies }) };
    },
  });
}

function cancelledPage(context: ReminderPagesContext): Route {
  return route({
    method: 'get',
    path: '/reminded/cancelled',
    tag: 'Pages',
    summary: 'The reminder was taken back',
    query: z.record(z.string(), z.string()),
    answers: { 200: HTML },
    handle: ({ request, query }) => {
      const page = pageModel(context, request, query.lang);
      return { status: 200, html: renderCancelled({ ...page, carried: readCarried(context, query) }) };
    },
  });
}
