import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import type { Context } from '../platform/context.ts';
import { readCookie } from '../platform/http/cookies.ts';
import type { AtOnceRoute } from '../platform/http/direct.ts';
import { Problem } from '../platform/http/problem.ts';
import { type Route, route } from '../platform/http/route.ts';
import { type Answered, answerAsk, answerAskAtOnce } from './answer-ask.ts';
import { carryUrl } from './carry.ts';
import { ASK_COOKIE } from './cookie.ts';

const PATH = '/v1/ask';

const AskDocument = z
  .object({
    ask: z.boolean().meta({ description: 'Whether to show the appeal' }),
    until: z.iso.datetime().nullable().meta({ description: 'Do not show it before then' }),
  })
  .meta({ id: 'Ask' });

const LinkDocument = z
  .object({ url: z.url().meta({ description: 'A page that does the same for the browser it is opened in' }) })
  .meta({ id: 'AskLink' });

export function askRoutes(context: Context): Route[] {
  const cookieOf = cookieReader(context);
  return [
    route({
      method: 'get',
      path: PATH,
      tag: 'Readers',
      summary: 'Shall the appeal be shown to this browser?',
      description: 'Answered from the signed cookie gw_ask alone while that is valid.',
      answers: { 200: { description: 'Ask, or not before a date', schema: AskDocument } },
      handle: async ({ request }) => {
        const { cookie, ...answered } = await answerAsk(context, cookieOf(request));
        return { status: 200, json: documentOf(answered), ...(cookie && { cookies: [cookie] }) };
      },
    }),
    route({
      method: 'get',
      path: '/v1/ask/link',
      tag: 'Readers',
      summary: 'A link that carries the quiet to another device of the same reader',
      description: 'From the cookie gw_ask. 404 where this browser would be asked, too.',
      answers: { 200: { description: 'For its reader alone', schema: LinkDocument } },
      handle: ({ request }) => {
        const url = carryUrl(context, cookieOf(request));
        if (url === null) throw new Problem('not-found');
        return { status: 200, json: { url } };
      },
    }),
  ];
}

/** The first of these, before Express is asked; a cookie that needs a look-up is left to it. */
export function askAtOnce(context: Context): AtOnceRoute {
  const cookieOf = cookieReader(context);
  return {
    path: PATH,
    url: PATH,
    answer: (request) => {
      // Express has an answer of its own to this.
      if (request.headers['if-none-match'] !== undefined) return null;
      const answered = answerAskAtOnce(context, cookieOf(request));
      if (answered === null) return null;
      const { cookie } = answered;
      const json = JSON.stringify(documentOf(answered));
      return { status: 200, json, ...(cookie && { cookies: [cookie] }) };
    },
  };
}

function cookieReader({ publicUrl }: Context) {
  return (request: Pick<IncomingMessage, 'headers'>) => readCookie(request, ASK_COOKIE, publicUrl);
}

function documentOf({ answer: { ask, until } }: Answered): z.input<typeof AskDocument> {
  return { ask, until: until?.toISOString() ?? null };
}
