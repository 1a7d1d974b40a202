import type { z } from 'zod';
import type { Locale } from '../../../platform/locale.ts';
import type { Frequency } from '../../../stripe/frequency.ts';
import type { OptionsDocument } from '../../schemas.ts';
import type { Delay } from './words.ts';

type Catalog = z.output<typeof OptionsDocument>;
/** What of the service's answer is read here. */
export type Options = Pick<Catalog, 'currency' | 'decimals' | 'step' | 'frequencies' | 'defaultFrequency'> & {
  paymentMethods: Pick<Catalog['paymentMethods'][number], 'label'>[];
};

/** What goes with every question and link: where on the site the reader is, never who. */
export type Origin = { locale: Locale; campaign: string | undefined; source: string | undefined };

/** What the reader has chosen; without an amount while the one that was typed cannot be given. */
export type Wish = { frequency: Frequency; amount: number | undefined; currency: string };

/** Milliseconds. Longer than this, and a link is better than a hole in the page. */
const PATIENCE = 5000;

/** The service is where this script came from. */
function addressOf(path: string): URL {
  return new URL(path, import.meta.url);
}

/** @throws where the service cannot be reached, or says no */
async function ask(path: string, init: RequestInit = {}) {
  const answer = await fetch(addressOf(path), {
    credentials: 'include',
    referrerPolicy: 'no-referrer',
    signal: AbortSignal.timeout(PATIENCE),
    ...init,
  });
  if (!answer.ok) throw new Error(path);
  return answer.json();
}

/** @returns whether this browser may be asked. @throws where nobody answers */
export async function mayAsk(): Promise<boolean> {
  const told: { ask: boolean } = await ask('v1/ask');
  return told.ask;
}

/** What can be given, in the currency that the site named if that is offered. @throws where nobody answers */
export async function readOptions(currency: string | null): Promise<Options> {
  // Without cookies, since the answer is everybody's.
  const read = (query: string): Promise<Options> =>
    ask(`v1/contribution-options${query}`, { credentials: 'omit' });
  return currency ? read(`?currency=${encodeURIComponent(currency)}`).catch(() => read('')) : read('');
}

/** Asks for quiet on this device. @returns until when. @throws where nobody answers */
export async function remindLater(delay: Delay, wish: Wish, { locale, campaign }: Origin): Promise<Date> {
  const choice = wish.amount ? wish : undefined;
  const told: { askAgainAt: string } = await ask('v1/reminders', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ in: delay, channel: 'none', choice, campaign, locale }),
  });
  return new Date(told.askAgainAt);
}

/** One of the service's pages, with the reader's choice. */
export function pageHref(path: string, wish: Wish, { locale, ...origin }: Origin, delay?: Delay): string {
  const url = addressOf(path);
  for (const [name, value] of Object.entries({ lang: locale, ...wish, ...origin, in: delay })) {
    if (value) url.searchParams.set(name, `${value}`);
  }
  return url.href;
}
