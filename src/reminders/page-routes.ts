import type { Request } from 'express';
import { z } from 'zod';
import { ASK_COOKIE } from '../ask/cookie.ts';
import type { WithCatalog } from '../catalog/catalog.ts';
import type { Context } from '../platform/context.ts';
import { readCookie } from '../platform/http/cookies.ts';
import { Problem } from '../platform/http/problem.ts';
import { PROVEN_COOKIE } from '../platform/http/proven-address.ts';
import { type Answer, HTML, type Route, route } from '../platform/http/route.ts';
import { chooseLocale, type Locale } from '../platform/locale.ts';
import { pageModel } from '../platform/page-model.ts';
import { renderRestricted } from '../platform/restricted-page.ts';
import { admitReminder, type ReminderAdmissions } from './admit-reminder.ts';
import { addressOf, fromAppeal, readCarried } from './carried.ts';
import { type Carried, type Entered, type FormError, NOTHING_ENTERED } from './form-model.ts';
import { enteredOf, formKeyOf, RemindForm, readRemindForm } from './read-form.ts';
import { renderRemind } from './remind-page.ts';
import { remindModel } from './remind-view.ts';
import { sealReturn } from './return-link.ts';
import { DELAYS } from './rules.ts';
import { setReminder } from './set-reminder.ts';

export type ReminderPagesContext = Context & WithCatalog;

type Form = Record<string, string>;

const PATH = '/remind-me-later';
const FORM = { kind: 'form', schema: z.record(z.string(), z.string()), form: RemindForm } as const;

/** Setting a reminder, without a script. */
export function remindPages(context: ReminderPagesContext, admissions: ReminderAdmissions): Route[] {
  return [remindPage(context), remind(context, admissions)];
}

function remindPage(context: ReminderPagesContext): Route {
  return route({
    method: 'get',
    path: PATH,
    tag: 'Pages',
    summary: 'When to ask again, and how',
    query: z.record(z.string(), z.string()),
    answers: { 200: HTML },
    handle: ({ request, query }) => {
      const page = pageModel(context, request, query.lang);
      return {
        status: 200,
        html: renderRemind(
          remindModel(context, { page, carried: readCarried(context, query), entered: delayOf(query) }),
        ),
      };
    },
  });
}

/** The box under an article has asked already when. */
function delayOf({ in: delay }: Form): Entered {
  return { ...NOTHING_ENTERED, in: DELAYS.find((one) => one === delay) ?? NOTHING_ENTERED.in };
}

function remind(context: ReminderPagesContext, admissions: ReminderAdmissions): Route {
  return route({
    method: 'post',
    path: PATH,
    tag: 'Pages',
    summary: "The reminder's form; from the appeal's, to that page",
    description: 'Without `form`, what the form of the appeal sends: its choice goes along.',
    body: FORM,
    answers: {
      303: { description: 'To the form, or to a page that says what is set' },
      403: HTML,
      422: HTML,
      429: HTML,
    },
    handle: async ({ request, body }) => {
      if (body.form === 'reminder') return setOrExplain(context, admissions, request, body);
      return { status: 303, location: addressOf(PATH, fromAppeal(context, body), localeOf(request, body)) };
    },
  });
}

async function setOrExplain(
  context: ReminderPagesContext,
  admissions: ReminderAdmissions,
  request: Request,
  body: Form,
): Promise<Answer> {
  const carried = readCarried(context, body);
  const reading = readRemindForm(context, body, carried);
  if (reading.kind === 'faults') return { status: 422, html: again(context, request, body, reading.errors) };
  const { wish, residence, idempotencyKey } = reading;
  try {
    await admitReminder(admissions, request, { channel: wish.channel, residence });
    const set = await setReminder(context, wish, {
      askCookie: readCookie(request, ASK_COOKIE, context.publicUrl),
      provenCookie: readCookie(request, PROVEN_COOKIE, context.publicUrl),
      requestKey: idempotencyKey === undefined ? null : formKeyOf(context, idempotencyKey, wish),
    });
    const told = {
      by: set.channel,
      ...(set.mustConfirm && { confirm: 'yes' }),
      ...(set.channel === 'calendar' && { later: sealReturn(context, { ...wish, delay: wish.when.delay }) }),
    };
    const location = `${addressOf('/reminded', carried, wish.locale)}&${new URLSearchParams(told)}`;
    return { status: 303, location, cookies: set.cookies };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { status, headers, slug } = error;
    if (slug === 'residence-restricted') {
      const page = pageModel(context, request, body.locale, addressOf(PATH, carried, wish.locale));
      return { status, html: renderRestricted({ ...page, refused: 'mail' }) };
    }
    return { status, headers, html: again(context, request, body, [{ field: 'form', code: slug }]) };
  }
}

/** The form again, with all that was entered and a word about what is wrong. */
function again(
  context: ReminderPagesContext,
  request: Request,
  body: Form,
  errors: readonly FormError[],
): string {
  const carried: Carried = readCarried(context, body);
  const page = pageModel(context, request, body.locale, addressOf(PATH, carried, localeOf(request, body)));
  const { idempotencyKey } = body;
  return renderRemind(
    remindModel(context, { page, carried, entered: enteredOf(body), errors, idempotencyKey }),
  );
}

function localeOf(request: Request, { locale }: Form): Locale {
  return chooseLocale({ query: locale, acceptLanguage: request.get('accept-language') });
}
