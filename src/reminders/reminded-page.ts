import { hiddenFields } from '../platform/hidden-fields.ts';
import { formatDay, type Locale } from '../platform/locale.ts';
import { type Html, html, layout, type PageModel, render } from '../platform/page.ts';
import { appealAddress, toPairs } from './carried.ts';
import type { Carried } from './form-model.ts';
import { MESSAGES } from './messages.ts';
import type { Channel } from './rules.ts';

export type RemindedModel = PageModel & {
  /** When the site may ask again. */
  until: Date;
  /** In which the day of `until` is told. */
  timeZone: string;
  channel: Channel;
  /** By e-mail: whether the button in a first mail has to be pressed before anything is set. */
  unconfirmed: boolean;
  /** Keeps another device quiet as well, for whoever opens it there. */
  carryUrl?: string | undefined;
  carried: Carried;
  /** The calendar file, where a note for the calendar was asked for. */
  calendarHref?: string | undefined;
};

/** Until when this device is not asked, and what is left to do. */
export function renderReminded(model: RemindedModel): string {
  const { locale, channel, unconfirmed } = model;
  const words = MESSAGES[locale].reminded;
  const until = words.until(formatDay(locale, model.until, model.timeZone));
  const title = unconfirmed ? words.confirmTitle : words.title;
  const body = html`<h1>${title}</h1>
<p class="lede">${unconfirmed ? words.confirm : until}</p>
${unconfirmed ? html`<p>${words.confirmText}</p><p>${until}</p>` : html`<p>${words[channel]}</p>`}
${model.calendarHref && html`<p><a class="button main" href="${model.calendarHref}">${words.download}</a></p>`}
${model.carryUrl && elsewhere(model.carryUrl, locale)}
${changed(model)}`;
  return render(layout({ ...model, title, body, state: unconfirmed ? 'unconfirmed' : channel }));
}

function elsewhere(url: string, locale: Locale): Html {
  const words = MESSAGES[locale].reminded;
  return html`<h2>${words.elsewhereTitle}</h2>
<p>${words.elsewhere}</p>
<p class="copy"><code>${url}</code></p>`;
}

function changed({ locale, carried }: RemindedModel): Html {
  const words = MESSAGES[locale].reminded;
  return html`<h2>${words.changed}</h2>
<form class="actions" method="post" action="/reminded/cancel" autocomplete="off">
${hiddenFields({ locale, ...toPairs(carried) })}
<a class="button main" href="${appealAddress(carried, locale)}">${words.support}</a>
<button class="button quiet">${words.cancel}</button>
</form>`;
}

/** The reader took it back. */
export function renderCancelled(model: PageModel & { carried: Carried }): string {
  const { locale, carried, newsroom, homeHref } = model;
  const words = MESSAGES[locale].cancelled;
  const appeal = appealAddress(carried, locale);
  const body = html`<h1>${words.title}</h1>
<p class="lede">${words.lede}</p>
<p class="actions"><a class="button main" href="${appeal}">${words.support}</a>
<a class="button quiet" href="${homeHref ?? appeal}">${words.home(newsroom)}</a></p>`;
  return render(layout({ ...model, title: words.title, body, state: 'cancelled' }));
}
