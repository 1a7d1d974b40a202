import { z } from 'zod';
import type { Context } from '../platform/context.ts';
import { type Route, route } from '../platform/http/route.ts';
import { requireRole } from '../staff/tokens.ts';
import { exportJournal, JOURNAL_FORMATS } from './journal-export.ts';
import { type CompleteThrough, ReportParameters, rangeOf } from './parameters.ts';

const JournalParameters = ReportParameters.pick({ from: true, to: true }).extend({
  format: z.enum(JOURNAL_FORMATS).default('csv'),
});

const MEDIA_TYPES = { csv: 'text/csv; charset=utf-8', ledger: 'text/plain; charset=utf-8' } as const;
const EXTENSIONS = { csv: 'csv', ledger: 'journal' } as const;

export function journalRoutes(context: Context, completeThrough: CompleteThrough): Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/reports/journal',
      tag: 'Finance',
      summary: 'The journal',
      description:
        'Every movement on the balance at Stripe as double-entry postings in settlement currency, on the day on which Stripe made it; those of one transaction sum to zero. What the giver paid stands beside it as a memo. As CSV a line for each posting; as `ledger` what hledger reads. It is streamed: an answer that breaks off is not complete.',
      allow: (request) => requireRole(context, request, ['finance', 'admin']),
      query: JournalParameters,
      answers: {
        200: { description: 'The journal', mediaType: 'text/csv', alsoAs: ['text/plain'] },
      },
      handle: async ({ query: { format, ...asked } }) => {
        const range = rangeOf(asked, context.clock.now(), context.settings.REPORT_TIME_ZONE);
        const through = await completeThrough();
        const filename = `journal-${range.from}-${range.to}.${EXTENSIONS[format]}`;
        return {
          status: 200,
          headers: { 'Content-Disposition': `attachment; filename="${filename}"` },
          stream: {
            type: MEDIA_TYPES[format],
            chunks: exportJournal(context, { ...range, format, completeThrough: through }),
          },
        };
      },
    }),
  ];
}
