import { type Html, html } from './page.ts';

/** `target`: the id of the field where it can be put right; none where it is about no field. */
export type Fault = { text: string; target: string | undefined };

/** All that is wrong with a form, on top of it, each with a link to where it can be put right; nothing where nothing is. */
export function errorNotice(title: string, faults: readonly Fault[]): Html | undefined {
  if (faults.length === 0) return undefined;
  const items = faults.map(
    ({ text, target }) =>
      html`<li>${target === undefined ? text : html`<a href="#${target}">${text}</a>`}</li>`,
  );
  return html`<div class="notice bad" role="alert" id="errors"><h2>${title}</h2><ul>${items}</ul></div>`;
}
