/** The pages behind the links of our mails. Programs open such links before people do, so only a button does anything. */
import type { Deed } from '../../members/mail-link.ts';
import { type Html, html, layout, type PageModel, render } from '../../platform/page.ts';
import { MESSAGES } from './messages.ts';

/** @param model.token as it came: the button sends it, and it leads nowhere else */
export function renderAsk(model: PageModel & { deed: Deed; token: string }): string {
  const { locale, deed, token } = model;
  const words = MESSAGES[locale][deed];
  const action = `/${deed}?${new URLSearchParams({ token, lang: locale })}`;
  const body = html`<h1>${words.title}</h1>
<p class="lede">${words.lede}</p>
<p>${words.text}${deed === 'erase' && privacyLink(model)}</p>
<form class="actions" method="post" action="${action}" autocomplete="off"><button class="button main${deed === 'erase' && ' grave'}">${words.button}</button></form>`;
  return render(layout({ ...model, title: words.title, body, state: deed }));
}

export const SETTLED = ['reminder', 'newsletter', 'unsubscribed', 'erased'] as const;
export type Settled = (typeof SETTLED)[number];

/** What is now settled. @param model.on the day on which a reminder comes, written out */
export function renderSettled(model: PageModel & { settled: Settled; on?: string | undefined }): string {
  const { locale, settled, on } = model;
  const words = MESSAGES[locale].settled[settled];
  const lede = 'on' in words && on !== undefined ? words.on(on) : words.lede;
  const body = html`<h1>${words.title}</h1>
<p class="lede">${lede}</p>
<p>${words.text}${settled === 'erased' && privacyLink(model)}</p>
${homeLink(model)}`;
  return render(layout({ ...model, title: words.title, body, state: settled }));
}

/** One page for links that were used, have expired or are not ours, so that nothing can be learnt by trying. */
export function renderUsedUp(model: PageModel): string {
  const words = MESSAGES[model.locale].usedUp;
  const body = html`<h1>${words.title}</h1>
<p class="lede">${words.lede}</p>
<p>${words.text}</p>
${homeLink(model)}`;
  return render(layout({ ...model, title: words.title, body, state: 'used-up' }));
}

/** The same for links that put right what a member can put right in the account, too: something may be left to do. */
export function renderUsedUpOfMember(model: PageModel): string {
  const { locale } = model;
  const { usedUp, usedUpOfMember: words } = MESSAGES[locale];
  const body = html`<h1>${usedUp.title}</h1>
<p class="lede">${words.lede}</p>
<p>${words.text}</p>
<p class="actions"><a class="button quiet" href="/account?lang=${locale}">${words.action}</a></p>`;
  return render(layout({ ...model, title: usedUp.title, body, state: 'used-up' }));
}

function privacyLink({ locale }: PageModel): Html {
  return html` <a href="/privacy?lang=${locale}#erase">${MESSAGES[locale].privacy}</a>.`;
}

function homeLink({ locale, newsroom, homeHref }: PageModel): Html {
  const words = MESSAGES[locale];
  const label = homeHref === undefined ? words.support : words.home(newsroom);
  return html`<p class="actions"><a class="button quiet" href="${homeHref ?? `/?lang=${locale}`}">${label}</a></p>`;
}
