import { z } from 'zod';

/** What comes in at more than one edge, said once. */
export const Slug = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, { error: 'slug-invalid' })
  .meta({
    description: 'Letters, digits, hyphen, underscore; at most 64. Never anything about a person.',
    example: 'spring-2026',
  });
export const Currency = z
  .string()
  .regex(/^[a-z]{3}$/, { error: 'currency-invalid' })
  .meta({ example: 'usd' });
/** An id as we gave it out, whoever made it. */
export const GivenId = z.string().regex(/^[\x21-\x7e]{1,255}$/, { error: 'id-invalid' });
export const Country = z
  .string()
  .regex(/^[A-Z]{2}$/, { error: 'country-invalid' })
  .meta({ example: 'NL' });
export const MinorUnits = z
  .int()
  .positive()
  .meta({ description: 'Minor units, as Stripe counts them', example: 500 });

/** For the query of a page. Links travel and gather things on their way: what a page does not know, it passes over. */
export const orNothing = <Schema extends z.ZodType>(schema: Schema) => schema.optional().catch(undefined);
export const PageQuery = z.object({ lang: orNothing(z.string()) });

export const IdempotencyHeaders = z.object({
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/, { error: 'idempotency-key-invalid' })
    .optional()
    .meta({ description: 'Any text of yours; a repeat with the same body gets the first answer' }),
});
