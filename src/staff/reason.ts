import { z } from 'zod';

/**
 * Why somebody looks: to be read by whoever checks later, so a word is not enough. It stays for ever, so that nobody's
 * address may be in it.
 */
export const Reason = z
  .string()
  .regex(/^[^\p{Cc}@]{10,200}$/u, { error: 'reason-invalid' })
  .refine((text) => text.isWellFormed() && text.trim().length >= 10, { error: 'reason-invalid' })
  .meta({
    description: '10 to 200 characters, no address among them',
    example: 'Moving the list to the mailing tool',
  });
