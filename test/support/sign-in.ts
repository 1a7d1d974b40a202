import { expect } from 'vitest';
import { SIGN_IN_MAIL } from '../../src/account/sign-in/request-link.ts';
import { signInMail } from '../../src/account/sign-in/sign-in-mail.ts';
import { sendMails } from '../../src/platform/mail/send-mails.ts';
import { type CheckoutBody, post, startCheckout } from './reader.ts';
import type { Service } from './service.ts';

/** Somebody gives, and is known by that address from then on. */
export async function giveAs(
  service: Service,
  email: string,
  body: CheckoutBody = { frequency: 'monthly', amount: 500, currency: 'usd' },
): Promise<void> {
  const { sessionId } = await startCheckout(service, body);
  await service.stripe.pay(sessionId, { email, method: 'card' });
  await service.settled();
}

/** Sends the mails with links that are due. @returns the tokens that this address got by now, the oldest first */
export async function signInTokens(service: Service, email: string): Promise<string[]> {
  await sendMails(service.context, { [SIGN_IN_MAIL]: signInMail });
  return service.mail
    .messages()
    .filter(({ to }) => to.includes(email))
    .flatMap(({ text }) => /\/account\/enter\?token=([\w-]{22})/.exec(text)?.[1] ?? []);
}

/** Asks for a link, reads the mail, uses it. @returns the header with which this browser goes on */
export async function signInAs(service: Service, email: string, cookie = ''): Promise<{ cookie: string }> {
  expect((await post(service, '/v1/sign-in-links', { email })).status).toBe(202);
  const token = (await signInTokens(service, email)).at(-1);
  const response = await post(service, '/v1/sessions', { token }, { cookie });
  expect(response.status).toBe(201);
  return { cookie: sessionOf(response) };
}

/** The session's cookie that an answer brings, as a browser sends it back; empty where it brings none. */
export function sessionOf(response: Response): string {
  const line = response.headers.getSetCookie().find((one) => one.startsWith('gw_session='));
  return line?.split(';')[0] ?? '';
}
