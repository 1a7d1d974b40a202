import { hiddenFields } from '../../platform/hidden-fields.ts';
import { type Html, html } from '../../platform/page.ts';
import type { AccountModel } from './account-model.ts';
import { type Card, isLiving, type Offer } from './membership-card.ts';
import { MESSAGES } from './messages.ts';
import { changeHref } from './paths.ts';
import { comingText, dayIn, rateText, startOf } from './words.ts';

/** One membership: what, since when, what comes next, and what may be done about it. */
export function cardSection(card: Card, model: AccountModel): Html {
  const { membership, status, waiting } = card;
  const { locale } = model;
  const words = MESSAGES[locale].account;
  const id = `plan-${membership.id}`;
  const others = model.cards.map((one) => one.membership);
  const from = startOf(membership, others, model);
  const since =
    membership.endedAt === null
      ? words.since(from)
      : words.sinceUntil(from, dayIn(model, membership.endedAt));
  return html`<section class="card plan ${status}" aria-labelledby="${id} ${id}-since">
<p class="state"><span class="tag">${words.status[status]}</span> <span id="${id}-since">${since}</span></p>
<h2 id="${id}">${rateText(membership, locale)}</h2>
<p class="coming">${comingText(card, model).join(' ')}</p>
${waiting && html`<p class="notice" role="status">${words.waiting[waiting]}</p>`}
${isLiving(card) ? actions(card, model) : html`<p class="actions"><a class="button quiet" href="/?lang=${locale}">${words.change.again}</a></p>`}
</section>`;
}

/** At once, because nothing is lost by it: all else is asked about first. */
const AT_ONCE: readonly Offer[] = ['keep', 'resume'];

function actions(card: Card, model: AccountModel): Html | undefined {
  const { membership, offers, status } = card;
  if (offers.length === 0) return undefined;
  const { locale, requestKey } = model;
  const words = MESSAGES[locale].account.change;
  const buttons = offers.map((offer) => {
    const href = changeHref(membership.id, offer, locale);
    if (AT_ONCE.includes(offer)) {
      const key = hiddenFields({ requestKey: `${requestKey}-${membership.id}` });
      return html`<form method="post" action="${href}">${key}<button class="button main">${words[offer]}</button></form>`;
    }
    // Where there are several cards, each has a button of this name.
    const about = html`href="${href}" aria-describedby="plan-${membership.id} plan-${membership.id}-since"`;
    if (offer === 'cancel') return html`<a class="leave" ${about}>${words.cancel}</a>`;
    const isUrgent = offer === 'payment-method' && status === 'past-due';
    return html`<a class="button ${isUrgent ? 'main' : 'quiet'}" ${about}>${isUrgent ? payLabel(card, locale) : words[offer]}</a>`;
  });
  return html`<div class="actions">${buttons}</div>`;
}

function payLabel({ coming }: Card, locale: AccountModel['locale']): string {
  const words = MESSAGES[locale].account.change;
  return coming.kind === 'owed' && coming.owed?.needsAction ? words.confirm : words.pay;
}
