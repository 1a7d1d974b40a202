import { newsletterForm } from '../newsletter/form.ts';
import { hiddenFields } from '../platform/hidden-fields.ts';
import type { Locale } from '../platform/locale.ts';
import { formatMoney, type Money } from '../platform/money.ts';
import { type Html, html, layout, type PageModel, raw, render } from '../platform/page.ts';
import type { Frequency } from '../stripe/frequency.ts';
import { MESSAGES } from './messages.ts';
import { type MonthlyOffer, UPSELL } from './monthly-offer.ts';

export type ThankYouState = 'open' | 'processing' | 'complete' | 'failed' | 'expired' | 'unknown';

export type ThankYouModel = PageModel & {
  /** `unknown`: not this browser's checkout, or none at all. */
  state: ThankYouState;
  frequency?: Frequency | undefined;
  /** What was or would be charged, costs included. */
  total?: Money | undefined;
  /** Where an unpaid checkout can be taken up again. */
  resumeUrl?: string | undefined;
  /** This page again. */
  refreshUrl?: string | undefined;
  /** Asked once, of who gave once. */
  monthly?: MonthlyOffer | null | undefined;
};

/** Says how the payment really stands, as far as we have heard. */
export function renderThankYou(model: ThankYouModel): string {
  const { locale, state } = model;
  const words = MESSAGES[locale].thankYou;
  const said = words[state];
  const text = 'text' in said && said.text;
  const paid = state === 'complete' || state === 'processing';
  const body = html`${paid && MARK[state]}<h1>${said.title}</h1>
<p class="lede">${lede(model)}</p>
${text && html`<p>${text}</p>`}
${paid && html`<p class="hint">${words.statement}</p>`}
${paid && html`<p class="hint">${words.later} <a href="/account?lang=${locale}">${words.account}</a>.</p>`}
<p class="actions">${actions(model)}</p>
${model.monthly && monthlyForm(model.monthly, locale)}
${paid && newsletterForm({ locale, newsroom: model.newsroom, restricted: [], place: 'thank-you', isOffer: true })}`;
  return render(layout({ ...model, title: said.title, body, state }));
}

/** One click, straight to the pay page; who passes it over has not to say no to anything. */
function monthlyForm({ campaign, idempotencyKey, ...offer }: MonthlyOffer, locale: Locale): Html {
  const words = MESSAGES[locale].thankYou.monthly;
  const amount = formatMoney(offer, locale);
  const fields = {
    frequency: 'monthly',
    amount_monthly: `${offer.amount}`,
    currency: offer.currency,
    locale,
    campaign: campaign ?? undefined,
    source: UPSELL,
    idempotencyKey,
  };
  return html`<section class="monthly" aria-labelledby="monthly"><h2 id="monthly">${words.title}</h2>
<p>${words.text(amount)}</p>
<form class="actions" method="post" action="/contribute" autocomplete="off">
${hiddenFields(fields)}
<button class="button quiet">${words.action(amount)}</button>
</form></section>`;
}

/** Drawn by us: a tick, and a clock. */
const MARK = {
  complete: raw(
    '<svg class="mark" viewBox="0 0 48 48" aria-hidden="true"><circle cx="24" cy="24" r="22"/><path d="m14 25 7 7 14-15"/></svg>',
  ),
  processing: raw(
    '<svg class="mark" viewBox="0 0 48 48" aria-hidden="true"><circle cx="24" cy="24" r="22"/><path d="M24 12v13l8 5"/></svg>',
  ),
};

function lede({ locale, state, frequency, total }: ThankYouModel): string {
  const words = MESSAGES[locale].thankYou[state];
  return 'gift' in words && frequency && total
    ? words.gift(frequency, formatMoney(total, locale))
    : words.lede;
}

function actions(model: ThankYouModel): Html[] {
  const { locale, state, resumeUrl, refreshUrl, newsroom } = model;
  const words = MESSAGES[locale].thankYou;
  const appeal = appealHref(locale);
  const main = (href: string, label: string) => html`<a class="button main" href="${href}">${label}</a>`;
  const quiet = (href: string, label: string) => html`<a class="button quiet" href="${href}">${label}</a>`;
  const home = quiet(model.homeHref ?? appeal, words.home(newsroom));
  switch (state) {
    case 'open':
      return [
        ...(refreshUrl ? [main(refreshUrl, words.checkAgain)] : []),
        ...(resumeUrl ? [quiet(resumeUrl, words.resume)] : []),
      ];
    case 'failed':
      return [main(resumeUrl ?? appeal, words.tryAgain), home];
    case 'expired':
      return [resumeUrl ? main(resumeUrl, words.resume) : main(appeal, words.tryAgain), home];
    default:
      return [home];
  }
}

function appealHref(locale: Locale): string {
  return `/?lang=${locale}`;
}
