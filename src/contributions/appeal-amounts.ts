import { decimalsOf, formatMoney, type Minor, toDecimal } from '../platform/money.ts';
import { type Html, html } from '../platform/page.ts';
import type { Frequency } from '../stripe/frequency.ts';
import { errorLine } from './appeal-errors.ts';
import type { AppealModel, FrequencyOptions, Preset } from './appeal-model.ts';
import { MESSAGES } from './messages.ts';

/** The amounts of one frequency. The style sheet hides those of the others where the browser can; the server reads only the chosen one. */
export function amountFields(model: AppealModel, options: FrequencyOptions, chosen: Frequency): Html {
  const { frequency, presets } = options;
  const words = MESSAGES[model.locale].appeal;
  const picked = pickedAmount(model, options);
  const wrong = frequency === chosen && model.errors.some(({ field }) => field === 'amount');
  const error = `amount-${frequency}-error`;
  return html`<fieldset class="amounts ${frequency}" aria-describedby="${wrong && `${error} `}renewal-${frequency}"><legend>${words.howMuch[frequency]}</legend>
${wrong && errorLine(model, 'amount', error)}<div class="tiles">
${presets.map((preset, index) => presetTile(model, frequency, preset, index, picked.amount === preset.amount))}
<label class="tile own"><input type="radio" name="amount_${frequency}" value="other"${picked.other !== undefined && html` checked`}><span class="face">${words.other}</span></label>
</div>
${otherField(model, options, picked.other, wrong)}
<p class="hint" id="renewal-${frequency}">${words.renewal[frequency]}</p></fieldset>`;
}

/** What stands chosen in this frequency: one of the presets, or an amount in the reader's own hand. */
function pickedAmount(model: AppealModel, options: FrequencyOptions): { amount?: Minor; other?: string } {
  const { chosen, currency } = model;
  if (chosen?.frequency !== options.frequency) return { amount: options.default };
  if (chosen.other !== undefined) return { other: chosen.other };
  const { amount } = chosen;
  if (amount === undefined) return { amount: options.default };
  const offered = options.presets.some((preset) => preset.amount === amount);
  return offered ? { amount } : { other: toDecimal({ amount, currency }) };
}

function presetTile(
  { locale, currency }: AppealModel,
  frequency: Frequency,
  { amount, withCosts }: Preset,
  index: number,
  checked: boolean,
): Html {
  const total = MESSAGES[locale].appeal.inAll(formatMoney({ amount: withCosts, currency }, locale));
  return html`<label class="tile"><input type="radio" id="amount-${frequency}-${index}" name="amount_${frequency}" value="${amount}"${checked && html` checked`}><span class="face">${formatMoney({ amount, currency }, locale)} <small>${total}</small></span></label>`;
}

/** Where the style sheet can, the field is shown only once "other" is chosen; elsewhere it says that it must be. */
function otherField(
  { locale, currency }: AppealModel,
  { frequency, minimum, maximum }: FrequencyOptions,
  typed: string | undefined,
  wrong: boolean,
): Html {
  const words = MESSAGES[locale].appeal;
  const id = `other-${frequency}`;
  const [from, to] = [minimum, maximum].map((amount) => formatMoney({ amount, currency }, locale));
  const invalid = wrong && typed !== undefined;
  return html`<div class="field other"><label for="${id}">${words.yourAmount(currency.toUpperCase())}</label>
<input type="text" id="${id}" name="other_${frequency}" inputmode="${decimalsOf(currency) === 0 ? 'numeric' : 'decimal'}" maxlength="16" value="${typed}" aria-describedby="${invalid && `amount-${frequency}-error `}${id}-hint"${invalid && html` aria-invalid="true"`}>
<p class="hint" id="${id}-hint">${words.range(from ?? '', to ?? '')} <span class="also">${words.alsoChoose}</span></p></div>`;
}
