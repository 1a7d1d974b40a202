import { z } from 'zod';
import { ASK_COOKIE, readAskCookie } from '../ask/cookie.ts';
import { NOTE_BYTES } from '../ask/device-token.ts';
import { keepDeviceQuiet } from '../ask/keep-quiet.ts';
import type { Context } from '../platform/context.ts';
import { readCookie } from '../platform/http/cookies.ts';
import { type Route, route } from '../platform/http/route.ts';
import { LOCALES } from '../platform/locale.ts';
import { pageModel } from '../platform/page-model.ts';
import { DAY, plus } from '../platform/time.ts';
import { renderReminded } from './reminded-page.ts';

/** A month, as long as one cookie can say. */
const LATER = 31 * DAY;

const RemindForm = z.strictObject({
  locale: z.enum(LOCALES).default('en'),
  campaign: z.string().max(64).optional(),
  source: z.string().max(64).optional(),
});

/** "Remind me later": no identity, no row, just a cookie that says "not before". */
export function reminderRoutes(context: Context): Route[] {
  return [
    route({
      method: 'post',
      path: '/remind-me-later',
      tag: 'Pages',
      summary: 'Do not ask on this device for a month',
      body: { kind: 'form', schema: RemindForm },
      answers: { 303: { description: 'To a page that says until when' } },
      handle: async ({ request, body }) => ({
        status: 303,
        location: `/reminded?lang=${body.locale}`,
        cookies: [
          await keepDeviceQuiet(context, {
            until: plus(context.clock.now(), LATER),
            note: Buffer.alloc(NOTE_BYTES),
            cookieValue: readCookie(request, ASK_COOKIE, context.publicUrl),
          }),
        ],
      }),
    }),
    route({
      method: 'get',
      path: '/reminded',
      tag: 'Pages',
      summary: 'Until when this device is not asked',
      query: z.object({ lang: z.string().optional() }),
      answers: {
        200: { description: 'A page', mediaType: 'text/html' },
        303: { description: 'To the appeal, where nothing was asked for' },
      },
      handle: ({ request, query }) => {
        const cookie = readAskCookie(context, readCookie(request, ASK_COOKIE, context.publicUrl));
        if (cookie === null) return { status: 303, location: '/' };
        return {
          status: 200,
          html: renderReminded({ ...pageModel(context, request, query.lang), until: cookie.until }),
        };
      },
    }),
  ];
}
