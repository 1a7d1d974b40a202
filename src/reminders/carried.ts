import { offerOf, type WithCatalog } from '../catalog/catalog.ts';
import { faultOf } from '../catalog/rules.ts';
import { Slug } from '../platform/http/fields.ts';
import type { Locale } from '../platform/locale.ts';
import { minor, parseDecimal } from '../platform/money.ts';
import { FREQUENCIES } from '../stripe/frequency.ts';
import type { Carried } from './form-model.ts';

type Sent = Readonly<Record<string, string | undefined>>;

/**
 * What came along by a link or a form. It is not what was asked for, so what is not well formed, or cannot be given, is
 * left behind without a word.
 */
export function readCarried({ catalog }: WithCatalog, sent: Sent): Carried {
  const { currency = '', amount = '' } = sent;
  const frequency = FREQUENCIES.find((one) => one === sent.frequency);
  const offer = offerOf(catalog, currency);
  const counted = /^\d{1,12}$/.test(amount) ? minor(BigInt(amount)) : undefined;
  const given = offer && counted !== undefined && faultOf(counted, currency, offer) === null;
  return {
    choice: frequency && given ? { frequency, amount: counted, currency } : undefined,
    campaign: Slug.safeParse(sent.campaign).data,
    source: Slug.safeParse(sent.source).data,
  };
}

/** The appeal's form sends the amounts of all frequencies; those of the chosen one count. */
export function fromAppeal(context: WithCatalog, sent: Sent): Carried {
  const { frequency = '', currency = '' } = sent;
  const picked = sent[`amount_${frequency}`] ?? '';
  const typed = sent[`other_${frequency}`]?.trim() ?? '';
  const isOwn = picked === 'other' || picked === '';
  const amount = isOwn ? parseDecimal(typed, currency)?.toString() : picked;
  return readCarried(context, { ...sent, amount });
}

/** As names and values of an address or of hidden fields. */
export function toPairs({ choice, campaign, source }: Carried): Record<string, string> {
  return {
    ...(choice && {
      frequency: choice.frequency,
      amount: choice.amount.toString(),
      currency: choice.currency,
    }),
    ...(campaign !== undefined && { campaign }),
    ...(source !== undefined && { source }),
  };
}

/** The appeal, with the choice in it. */
export function appealAddress(carried: Carried, locale: Locale): string {
  return addressOf('/', carried, locale);
}

export function addressOf(path: string, carried: Carried, locale: Locale): string {
  return `${path}?${new URLSearchParams({ ...toPairs(carried), lang: locale })}`;
}
