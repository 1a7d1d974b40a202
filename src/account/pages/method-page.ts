import { html, layout, type PageModel, render } from '../../platform/page.ts';
import { MESSAGES } from './messages.ts';
import { accountHref, changeHref } from './paths.ts';

/** What one pays with is changed at Stripe's; this says so before leading there. */
export function renderMethod(
  model: PageModel & { membershipId: string; which?: string | undefined },
): string {
  const { locale, membershipId, which } = model;
  const { form } = MESSAGES[locale];
  const words = form.method;
  const body = html`${which !== undefined && html`<p class="kicker">${which}</p>`}
<h1>${words.title}</h1>
<p class="lede">${words.lede}</p>
<form class="actions" method="post" action="${changeHref(membershipId, 'payment-method', locale)}" autocomplete="off">
<button class="button main">${words.button}</button>
</form>
<p class="back"><a href="${accountHref(locale)}">${form.back}</a></p>`;
  return render(layout({ ...model, title: words.title, body }));
}
