import { z } from 'zod';
import type { Context } from '../platform/context.ts';
import { type Route, route } from '../platform/http/route.ts';
import { checkAudit } from './audit.ts';
import { findAuditBefore } from './store.ts';
import { requireRole } from './tokens.ts';

const Position = z
  .string()
  .regex(/^[1-9]\d{0,14}$/, { error: 'position-invalid' })
  .meta({ example: '1207' });

const AuditDocument = z
  .object({
    chain: z.object({
      whole: z.boolean(),
      brokenAt: z
        .int()
        .nullable()
        .meta({ description: 'The first position that is missing, or is not what was written' }),
    }),
    rows: z.array(
      z.object({
        position: z.int(),
        at: z.iso.datetime(),
        actor: z.string(),
        action: z.string().meta({ example: 'export-newsletter' }),
        subject: z.string().nullable().meta({ description: 'A pseudonym' }),
        reason: z.string(),
      }),
    ),
    next: z.string().nullable().meta({ description: 'As `before`: the page of what is older' }),
  })
  .meta({ id: 'Audit' });

const PAGE = 100;

export function auditRoutes(context: Context): Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/audit',
      tag: 'Staff',
      summary: 'Who looked at what, and why',
      description:
        'The newest first, a hundred at a time. Each row holds the hash of the one before; all of them are reckoned again for each answer, and `chain` says whether any was altered or taken out.',
      allow: (request) => requireRole(context, request, ['admin']),
      query: z.strictObject({ before: Position.optional() }),
      answers: { 200: { description: 'The record', schema: AuditDocument } },
      handle: async ({ query }) => {
        const before = query.before === undefined ? null : Number(query.before);
        const rows = await findAuditBefore(context.database, { before, limit: PAGE + 1 });
        const page = rows.slice(0, PAGE);
        const oldest = page.at(-1);
        const json: z.input<typeof AuditDocument> = {
          chain: await checkAudit(context.database),
          rows: page.map(({ position, at, actor, action, subject, reason }) => ({
            position,
            at: at.toISOString(),
            actor,
            action,
            subject,
            reason,
          })),
          next: rows.length > PAGE && oldest !== undefined ? String(oldest.position) : null,
        };
        return { status: 200, json };
      },
    }),
  ];
}
