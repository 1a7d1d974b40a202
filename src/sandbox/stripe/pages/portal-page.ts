import { html } from 'hono/html';
import type Stripe from 'stripe';
import { PORTAL_CARDS, type PortalCard } from '../actions/replace-method.ts';
import type { Wire } from '../wire.ts';
import { type Html, layout } from './layout.ts';
import { languageOf, type Words, wordsIn } from './words.ts';

type Session = Wire<Stripe.BillingPortal.Session>;

function cardChoices(words: Words, tried: PortalCard | null): Html {
  const chosen = tried ?? 'card';
  return html`<fieldset><legend>${words.portal.which}</legend>${PORTAL_CARDS.map(
    (choice) => html`
<label class="choice"><input type="radio" name="card" value="${choice}" ${choice === chosen ? 'checked' : ''}>${words.portal.cards[choice]}</label>`,
  )}
</fieldset>`;
}

function wayBack({ return_url: url }: Session, words: Words): Html {
  return url === null ? html`` : html`<a class="back" href="${url}">${words.portal.back}</a>`;
}

/** Where a customer says what they pay with from now on. @param refused the card that a bank has just refused */
export function portalPage(session: Session, refused: PortalCard | null): Html {
  const language = languageOf(session.locale);
  const words = wordsIn(language);
  return layout(
    { language, title: words.portal.title, badge: words.sandbox },
    html`<h1>${words.portal.title}</h1>
${refused ? html`<p class="alert" role="alert">${words.portal.refused}</p>` : ''}
<form method="post" action="/portal/${session.id}">
${cardChoices(words, refused)}
<button class="pay" type="submit">${words.portal.save}</button>
</form>
${wayBack(session, words)}`,
  );
}

export function portalDonePage(session: Session): Html {
  const language = languageOf(session.locale);
  const words = wordsIn(language);
  const message =
    session.flow?.after_completion.hosted_confirmation?.custom_message ?? words.portal.savedText;
  return layout(
    { language, title: words.portal.saved, badge: words.sandbox },
    html`<h1>${words.portal.saved}</h1>
<p>${message}</p>
${wayBack(session, words)}`,
  );
}
