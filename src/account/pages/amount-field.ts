import { decimalsOf, formatMoney, type Minor, toDecimal } from '../../platform/money.ts';
import { type Html, html } from '../../platform/page.ts';
import { errorLine } from './change-error.ts';
import { askedFrequency, type ChangeModel } from './change-model.ts';
import { MESSAGES } from './messages.ts';

/** The amounts of the catalog, and one of the reader's own. Looks and works as on the appeal. */
export function amountField(model: ChangeModel, suggested: Minor): Html {
  const { locale, card, offer } = model;
  const { currency } = card.membership;
  const words = MESSAGES[locale].form;
  const frequency = askedFrequency(model);
  const presets = offer?.presets[frequency] ?? [];
  const picked = pickedAmount(model, presets, suggested);
  const error = errorLine(model);
  const tiles = presets.map(
    (amount, index) =>
      html`<label class="tile"><input type="radio" id="amount-${index}" name="amount" value="${amount}"${picked.value === String(amount) && html` checked`}><span class="face">${formatMoney({ amount, currency }, locale)}</span></label>`,
  );
  const limits = [offer?.minimum, offer?.maximum].map((amount) =>
    amount === undefined ? '' : formatMoney({ amount, currency }, locale),
  );
  return html`<fieldset class="amounts shown"${error && html` aria-describedby="choice-error"`}><legend>${words.amount.howMuch[frequency]}</legend>
${error}<div class="tiles">${tiles}
<label class="tile own"><input type="radio" name="amount" value="other"${picked.value === 'other' && html` checked`}><span class="face">${words.other}</span></label></div>
<div class="field other"><label for="other">${words.yourAmount(currency.toUpperCase())}</label>
<input type="text" id="other" name="other" inputmode="${decimalsOf(currency) === 0 ? 'numeric' : 'decimal'}" maxlength="16" value="${picked.typed}" aria-describedby="${error && 'choice-error '}other-hint"${error && html` aria-invalid="true"`}>
<p class="hint" id="other-hint">${words.range(limits[0] ?? '', limits[1] ?? '')} <span class="also">${words.alsoChoose}</span></p></div></fieldset>`;
}

/** What was sent, or what is suggested: one of the presets, or in the reader's own field. */
function pickedAmount(
  { sent, card }: ChangeModel,
  presets: readonly Minor[],
  suggested: Minor,
): { value: string; typed: string } {
  if (sent.amount !== undefined || sent.other !== undefined)
    return { value: sent.amount ?? 'other', typed: sent.other ?? '' };
  const { currency } = card.membership;
  return presets.includes(suggested)
    ? { value: String(suggested), typed: '' }
    : { value: 'other', typed: toDecimal({ amount: suggested, currency }) };
}
