import { z } from 'zod';
import type { Context } from '../platform/context.ts';
import { readCookie } from '../platform/http/cookies.ts';
import { type Route, route } from '../platform/http/route.ts';
import { answerAsk } from './answer-ask.ts';
import { ASK_COOKIE } from './cookie.ts';

const AskDocument = z
  .object({
    ask: z.boolean().meta({ description: 'Whether to show the appeal' }),
    until: z.iso.datetime().nullable().meta({ description: 'Do not show it before then' }),
  })
  .meta({ id: 'Ask' });

export function askRoutes(context: Context): Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/ask',
      tag: 'Readers',
      summary: 'Shall the appeal be shown to this browser?',
      description: 'Answered from the signed cookie gw_ask alone while that is valid.',
      answers: { 200: { description: 'Ask, or not before a date', schema: AskDocument } },
      handle: async ({ request }) => {
        const { answer, cookie } = await answerAsk(
          context,
          readCookie(request, ASK_COOKIE, context.publicUrl),
        );
        return {
          status: 200,
          json: { ask: answer.ask, until: answer.until?.toISOString() ?? null },
          ...(cookie && { cookies: [cookie] }),
        };
      },
    }),
  ];
}
