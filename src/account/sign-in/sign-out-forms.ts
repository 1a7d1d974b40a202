import type { Locale } from '../../platform/locale.ts';
import { type Html, html } from '../../platform/page.ts';
import { MESSAGES } from './messages.ts';

/** The two buttons with which pages of the account end. */
export function signOutForms(locale: Locale): Html {
  const words = MESSAGES[locale];
  const form = (path: string, label: string) =>
    html`<form method="post" action="${path}?lang=${locale}"><button class="button quiet">${label}</button></form>`;
  return html`<div class="actions">${form('/account/sign-out', words.signOut)}
${form('/account/sign-out/everywhere', words.signOutEverywhere)}</div>`;
}
