import { expect } from 'vitest';
import { SIGN_IN_MAIL } from '../../src/account/sign-in/request-link.ts';
import { signInMail } from '../../src/account/sign-in/sign-in-mail.ts';
import { startSession } from '../../src/members/sessions/start-session.ts';
import { sendMails } from '../../src/platform/mail/send-mails.ts';
import { cookiesOf, post } from './reader.ts';
import type { Service } from './service.ts';

/** As if the member had come by the link in a mail. @returns the cookie */
export async function signIn({ context }: Service, memberId: string): Promise<string> {
  const { name, value } = await startSession(context, context.database, memberId);
  return `${name}=${value}`;
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
  return cookiesOf(response).find((one) => one.startsWith('gw_session=')) ?? '';
}
