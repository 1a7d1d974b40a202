import { z } from 'zod';
import { listMovementsOfMember } from '../../ledger/list-movements-of-member.ts';
import { PageQuery } from '../../platform/http/fields.ts';
import { Problem } from '../../platform/http/problem.ts';
import { HTML, type Route } from '../../platform/http/route.ts';
import { pageModel } from '../../platform/page-model.ts';
import { forMember } from '../sign-in/for-member.ts';
import type { AccountContext } from './context.ts';
import { movementsOfYear } from './statement.ts';
import { renderStatement } from './statement-page.ts';

export function statementPage(context: AccountContext): Route {
  return forMember(context, {
    method: 'get',
    path: '/account/statements/{year}',
    tag: 'Pages',
    summary: 'What somebody gave in a year, made to print',
    params: z.object({ year: z.string() }),
    query: PageQuery,
    answers: { 200: HTML },
    handle: async ({ session, request, params, query }) => {
      const timeZone = context.settings.REPORT_TIME_ZONE;
      const year = /^\d{4}$/.test(params.year) ? Number(params.year) : Number.NaN;
      const all = await listMovementsOfMember(context.database, session.memberId);
      const movements = movementsOfYear(all, year, timeZone);
      if (movements.length === 0) throw new Problem('not-found');
      const page = pageModel(context, request, query.lang);
      const now = context.clock.now();
      return { status: 200, html: renderStatement({ ...page, year, movements, timeZone, now }) };
    },
  });
}
