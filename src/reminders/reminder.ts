import type { Choice } from './choice.ts';
import type { Returned } from './return-link.ts';
import type { Reminder } from './store.ts';

/** What its reader was about to give, where that is known. */
export function choiceOf({
  frequency,
  amount,
  currency,
}: Pick<Reminder, 'frequency' | 'amount' | 'currency'>): Choice | undefined {
  if (frequency === null || amount === null || currency === null) return undefined;
  return { frequency, amount, currency };
}

/** What the link in its mails carries. */
export function returnedOf(reminder: Reminder): Returned {
  const { delay, campaign } = reminder;
  return { channel: 'email', delay, choice: choiceOf(reminder), campaign: campaign ?? undefined };
}
