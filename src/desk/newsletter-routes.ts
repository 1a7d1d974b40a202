import { z } from 'zod';
import type { Context } from '../platform/context.ts';
import { type Route, route } from '../platform/http/route.ts';
import { Reason } from '../staff/reason.ts';
import { requireRole } from '../staff/tokens.ts';
import { exportSubscribers } from './export-subscribers.ts';

const ExportParameters = z.strictObject({ format: z.literal('csv').default('csv'), reason: Reason });

export function newsletterDeskRoutes(context: Context): Route[] {
  const admin = (request: Parameters<typeof requireRole>[1]) => requireRole(context, request, ['admin']);
  return [
    route({
      method: 'get',
      path: '/v1/newsletter/subscribers',
      tag: 'Staff',
      summary: 'Who gets the newsletter, for the tool that sends it',
      description:
        'Everybody who confirmed, with the record of their consent and the link by which they unsubscribe, which every issue has to carry. That it was taken out, by whom and why is written down first. Export again before each issue: who unsubscribed is no longer in it. It is streamed: an answer that breaks off is not complete.',
      allow: admin,
      query: ExportParameters,
      answers: { 200: { description: 'The list', mediaType: 'text/csv' } },
      handle: async ({ request, query: { reason } }) => {
        const { name } = await admin(request);
        return {
          status: 200,
          headers: { 'Content-Disposition': 'attachment; filename="newsletter.csv"' },
          stream: {
            type: 'text/csv; charset=utf-8',
            chunks: exportSubscribers(context, { actor: name, reason }),
          },
        };
      },
    }),
  ];
}
