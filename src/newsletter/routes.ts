import type { Request } from 'express';
import { z } from 'zod';
import type { Context } from '../platform/context.ts';
import { EmailAddress } from '../platform/email-address.ts';
import type { Admission } from '../platform/http/admission.ts';
import { readCookie } from '../platform/http/cookies.ts';
import { Country } from '../platform/http/fields.ts';
import { isProven, PROVEN_COOKIE } from '../platform/http/proven-address.ts';
import { type Route, route } from '../platform/http/route.ts';
import { LOCALES, type Locale } from '../platform/locale.ts';
import type { ConsentPlace } from './rules.ts';
import { subscribe } from './subscribe.ts';

const NewsletterRequest = z
  .strictObject({
    email: EmailAddress,
    locale: z.enum(LOCALES).default('en'),
    residence: Country.optional().meta({ description: 'ISO 3166-1; checked, then forgotten' }),
  })
  .meta({ id: 'NewsletterRequest' });

export function newsletterRoutes(context: Context, admission: Admission): Route[] {
  return [
    route({
      method: 'post',
      path: '/v1/newsletter',
      tag: 'Readers',
      summary: 'Ask for the free weekly newsletter',
      description:
        'A mail with a link goes to the address; nothing else is sent before that link is pressed. The answer is the same whether or not the address is known.',
      body: { kind: 'json', schema: NewsletterRequest },
      answers: { 202: { description: 'Look into the mailbox', schema: z.strictObject({}) } },
      handle: async ({ request, body: { email, locale, residence } }) => {
        await admission.admit(request, residence);
        await subscribeHere(context, request, { email, locale, place: 'interface' });
        return { status: 202, json: {} };
      },
    }),
  ];
}

/** From a browser, which may just have shown whose address it is. @returns whether it has, so that nothing need be confirmed */
export async function subscribeHere(
  context: Context,
  request: Request,
  { email, ...asked }: { email: string; locale: Locale; place: ConsentPlace },
): Promise<boolean> {
  const cookie = readCookie(request, PROVEN_COOKIE, context.publicUrl);
  const proven = isProven(context, cookie, email);
  await context.database.transaction((transaction) =>
    subscribe(context, transaction, { ...asked, email, isProven: proven }),
  );
  return proven;
}
