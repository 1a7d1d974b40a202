import type { Locale } from '../../../platform/locale.ts';
import { read, write } from './amounts.ts';
import { make } from './make.ts';
import type { Options } from './service.ts';
import { WORDS } from './words.ts';

export type AmountField = {
  readonly element: HTMLElement;
  /** @returns minor units, or undefined for what cannot be given */
  amount(): number | undefined;
  /** Says what is wrong with what was typed, and leads there. */
  complain(): void;
};

/** An amount in the reader's own hand. The service judges it again. */
export function amountField(
  locale: Locale,
  options: Options,
  { minimum, maximum }: { minimum: number; maximum: number },
  on: { input(): void; enter(): void },
): AmountField {
  const words = WORDS[locale];
  const from = write(minimum, options, locale);
  const to = write(maximum, options, locale);
  const input = make('input', {
    type: 'text',
    id: 'own',
    inputmode: options.decimals ? 'decimal' : 'numeric',
    maxlength: '16',
    autocomplete: 'off',
    'aria-describedby': 'fault limits',
  });
  const fault = make('p', { id: 'fault', class: 'fault', role: 'alert' });
  const say = (text: string) => {
    fault.textContent = text;
    input.setAttribute('aria-invalid', `${!!text}`);
  };
  const judge = (amount = read(input.value, options)) => {
    if (amount === undefined) return words.missing;
    if (amount < minimum) return words.below(from);
    return amount > maximum ? words.above(to) : '';
  };
  input.oninput = () => {
    say('');
    on.input();
  };
  input.onkeydown = ({ key }) => {
    if (key === 'Enter') on.enter();
  };
  return {
    element: make(
      'div',
      { class: 'own' },
      make('label', { for: 'own' }, words.yourAmount(options.currency.toUpperCase())),
      fault,
      input,
      make('p', { id: 'limits', class: 'hint' }, words.range(from, to)),
    ),
    amount: () => (judge() ? undefined : read(input.value, options)),
    complain: () => {
      say(judge());
      input.focus();
    },
  };
}
