import { z } from 'zod';
import { isUuid } from '../platform/ids.ts';
import { fromUnixSeconds } from '../platform/time.ts';

/**
 * From Stripe's words to ours, by the types of stripe 23.1.0 (API 2026-10-28.endive). Each reader names just the fields
 * that we need; everything else in the object is never looked at, and so never kept.
 */
export const reference = z
  .union([z.string(), z.object({ id: z.string() })])
  .nullish()
  .transform((value) => (typeof value === 'string' ? value : (value?.id ?? null)));
/** The one field that every version of every object has. @throws ZodError */
export function idOfObject(object: unknown): string {
  return z.object({ id: z.string() }).parse(object).id;
}

export const seconds = z.int().transform((value) => fromUnixSeconds(value).toISOString());
export const optionalSeconds = seconds.nullish().transform((value) => value ?? null);
export const optionalText = z
  .string()
  .nullish()
  .transform((value) => value ?? null);
/** Our random id; metadata that is not ours, or not a UUID, tells us nothing. */
export const contribution = z
  .object({ contribution: z.string().optional().catch(undefined) })
  .nullish()
  .transform((metadata) =>
    metadata?.contribution && isUuid(metadata.contribution) ? metadata.contribution : null,
  );
