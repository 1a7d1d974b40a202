import type { Request } from 'express';
import type { z } from 'zod';
import type { Session } from '../../members/find-session.ts';
import { SESSION_COOKIE } from '../../members/session-cookie.ts';
import { keepSession, openSession } from '../../members/sessions/use-session.ts';
import type { Context } from '../../platform/context.ts';
import { readQuery } from '../../platform/http/body.ts';
import { Problem } from '../../platform/http/problem.ts';
import {
  type Answer,
  type Input,
  type Nothing,
  type Route,
  route,
  type Spec,
} from '../../platform/http/route.ts';
import { ACCOUNT_PATH, signInPath } from './own-path.ts';

/**
 * `forMember(context, { method, path, …, handle: ({ session, request, body, query, params }) => answer })`: a route for
 * whoever is signed in, by which the session stays alive and its token fresh. Whoever is not gets a 401 under `/v1`; a page
 * leads them to sign in, and from there back to itself. Always go by `session.memberId`.
 */
export function forMember<
  Body extends z.ZodType = typeof Nothing,
  Query extends z.ZodType = typeof Nothing,
  Params extends z.ZodType = typeof Nothing,
  Headers extends z.ZodType = typeof Nothing,
>(
  context: Pick<Context, 'clock' | 'database' | 'publicUrl'>,
  { handle, ...spec }: MemberSpec<Body, Query, Params, Headers>,
): Route {
  const answerTo = (session: Session) =>
    route<Body, Query, Params, Headers>({ ...spec, handle: (input) => handle({ ...input, session }) });
  return {
    ...spec,
    cookie: SESSION_COOKIE.name,
    answers: isPage(spec.path) ? { ...TO_SIGN_IN, ...spec.answers } : spec.answers,
    answer: async (request) => {
      // What cannot be read at all is refused whoever asks.
      if (spec.query) readQuery(request);
      const session = await openSession(context, request);
      if (session === null) return refuse(request, spec);
      const { id, memberId } = session;
      const answer = await answerTo({ id, memberId }).answer(request);
      // Whoever was just signed out, or in, has their cookie already.
      if (answer.cookies?.some(({ name }) => name === SESSION_COOKIE.name)) return answer;
      // After the work: where that fails the browser goes on with the token that it has.
      const cookie = await keepSession(context, session);
      return cookie === undefined ? answer : { ...answer, cookies: [...(answer.cookies ?? []), cookie] };
    },
  };
}

type MemberSpec<
  Body extends z.ZodType,
  Query extends z.ZodType,
  Params extends z.ZodType,
  Headers extends z.ZodType,
> = Omit<Spec<Body, Query, Params, Headers>, 'handle' | 'allow' | 'cookie'> & {
  handle(input: Input<Body, Query, Params, Headers> & { session: Session }): Answer | Promise<Answer>;
};

const TO_SIGN_IN = { 303: { description: 'To where to sign in' } };

function isPage(path: string): boolean {
  return !path.startsWith('/v1/');
}

/** A form that was sent too late is not sent again after signing in; its page can only be guessed at. */
function refuse(request: Request, { path, method }: { path: string; method: string }): Answer {
  if (!isPage(path)) throw new Problem('unauthorized');
  const to = method === 'get' ? request.originalUrl : ACCOUNT_PATH;
  const lang = new URL(request.originalUrl, 'http://page.invalid').searchParams.get('lang') ?? undefined;
  return { status: 303, location: signInPath({ to, lang }) };
}
