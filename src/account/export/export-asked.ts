import { consentText } from '../../newsletter/consent.ts';
import { findSubscriptions } from '../../newsletter/find-subscriptions.ts';
import type { Context } from '../../platform/context.ts';
import type { Database } from '../../platform/database.ts';
import { money, toJson } from '../../platform/money.ts';
import { findReminders } from '../../reminders/find-reminders.ts';
import { instantOrNull } from './instant.ts';
import type { PersonExport } from './schema.ts';
import { findSignInLinks } from './store.ts';

type Part = Pick<PersonExport, 'reminders' | 'newsletter' | 'signInLinks'>;

/** What was asked for under an address, whether or not it is a member's. */
export async function exportAsked(
  { settings }: Pick<Context, 'settings'>,
  database: Database,
  addresseeIds: string[],
): Promise<Part> {
  const reminders = await findReminders(database, addresseeIds);
  const subscriptions = await findSubscriptions(database, addresseeIds);
  const links = await findSignInLinks(database, addresseeIds);
  return {
    reminders: reminders.map(({ state, everyMonths, campaign, locale, ...reminder }) => ({
      createdAt: reminder.createdAt.toISOString(),
      state,
      remindAt: reminder.remindAt.toISOString(),
      everyMonths,
      choice: choiceOf(reminder),
      campaign,
      language: locale,
      confirmedAt: instantOrNull(reminder.confirmedAt),
    })),
    newsletter: subscriptions.map(({ state, locale, consentVersion: version, ...subscription }) => ({
      state,
      language: locale,
      askedAt: subscription.askedAt.toISOString(),
      confirmedAt: instantOrNull(subscription.confirmedAt),
      consent: {
        version,
        text: consentText({ version, locale }, settings.NEWSROOM_NAME) ?? null,
        place: subscription.consentPlace,
      },
    })),
    signInLinks: links.map(({ createdAt, expiresAt, locale }) => ({
      createdAt: createdAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
      language: locale,
    })),
  };
}

type Choice = { frequency: string | null; amount: bigint | null; currency: string | null };

function choiceOf({ frequency, amount, currency }: Choice): PersonExport['reminders'][number]['choice'] {
  if (frequency === null || amount === null || currency === null) return null;
  return { frequency, money: toJson(money(amount, currency)) };
}
