import { html } from 'hono/html';
import { formatMoney, money } from '../../../platform/money.ts';
import { fromUnixSeconds } from '../../../platform/time.ts';
import type { World } from '../world.ts';
import type { Action } from './action.ts';
import type { Html } from './layout.ts';

/** Of each kind, the newest so many are shown. */
export const SHOWN = 25;

export type Column<T> = [title: string, show: (object: T) => Html | string];
export type Section<T> = {
  /** the kind of its objects, as the actions have it */
  id: string;
  title: string;
  hint?: string;
  columns: Column<T>[];
  actions: readonly Action<T>[];
};

/** A form of one button, which says for screen readers what it acts on. */
function button(action: string, id: string, label: string): Html {
  return html`<form method="post" action="/actions/${action}"><input type="hidden" name="id" value="${id}"><button type="submit">${label}<span class="hidden"> ${id}</span></button></form>`;
}

function cell(label: string, content: Html | string | Html[]): Html {
  return html`<td data-label="${label}">${content}</td>`;
}

function row<T extends { id: string }>(world: World, { columns, actions }: Section<T>, object: T): Html {
  const cells = columns.map(([label, show]) => cell(label, show(object)));
  const buttons = actions
    .filter(({ isOffered }) => isOffered(object, world))
    .map(({ name, label }) => button(name, object.id, label));
  const content = buttons.length > 0 ? html`<div>${buttons}</div>` : '';
  const last = html`<td data-label="Actions" class="actions">${content}</td>`;
  return html`<tr>${cell('Id', html`<code>${object.id}</code>`)}${cells}${actions.length > 0 ? last : ''}</tr>`;
}

/** A link to a section, and the section itself. */
export function headed<T extends { id: string }>(
  world: World,
  of: Section<T>,
  objects: readonly T[],
): { link: Html; body: Html } {
  const { id, title, hint, columns, actions } = of;
  const names = ['Id', ...columns.map(([name]) => name), ...(actions.length > 0 ? ['Actions'] : [])];
  const head = names.map((name) => html`<th scope="col">${name}</th>`);
  const rows = objects
    .slice(-SHOWN)
    .reverse()
    .map((object) => row(world, of, object));
  const table = html`<div class="scroll" tabindex="0" role="region" aria-label="${title}"><table><thead><tr>${head}</tr></thead><tbody>${rows}</tbody></table></div>`;
  return {
    link: html`<a href="#${id}">${title} <small>${objects.length}</small></a>`,
    body: html`<section id="${id}"><h2>${title} <small>${objects.length}</small></h2>
${hint ? html`<p class="hint">${hint}</p>` : ''}
${rows.length === 0 ? html`<p>None yet.</p>` : table}</section>`,
  };
}

export function day(seconds: number): string {
  return fromUnixSeconds(seconds).toISOString().slice(0, 19).replace('T', ' ');
}

export function shown(amount: number | null, currency: string | null): string {
  return formatMoney(money(amount ?? 0, currency ?? 'usd'), 'en');
}

type Priced = { amount: number; currency: string };
export const created: Column<{ created: number }> = ['Created', (one) => day(one.created)];
export const status: Column<{ status?: string | null }> = ['Status', (one) => one.status ?? ''];
export const amount: Column<Priced> = ['Amount', (one) => shown(one.amount, one.currency)];
