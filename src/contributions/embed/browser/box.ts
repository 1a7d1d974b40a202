import { amountField } from './amount-field.ts';
import { write } from './amounts.ts';
import { make, radios } from './make.ts';
import { remindPanel } from './remind-panel.ts';
import { type Options, type Origin, pageHref, type Wish } from './service.ts';
import { WORDS } from './words.ts';

const OTHER = 'other';

/** The appeal itself. @param onQuiet hears until when nothing is asked, once the reader has said so */
export function appealBox(options: Options, origin: Origin, onQuiet: (until: Date) => void): HTMLElement {
  const { locale } = origin;
  const { currency, frequencies } = options;
  const words = WORDS[locale];
  const offerFor = (name: string) => frequencies.find(({ frequency }) => frequency === name);
  let offer = offerFor(options.defaultFrequency);
  if (!offer) throw new Error('no offer');
  let picked = `${offer.default}`;

  const proceed = make('a', { class: 'main', referrerpolicy: 'no-referrer' }, words.proceed);
  const own = amountField(locale, options, offer, { input: update, enter: () => proceed.click() });
  const amounts = make('div');
  const remind = remindPanel(origin, wish, onQuiet);

  function wish(): Wish {
    const amount = picked === OTHER ? own.amount() : Number(picked);
    return { frequency: offer?.frequency ?? 'monthly', amount, currency };
  }
  function update() {
    own.element.hidden = picked !== OTHER;
    proceed.href = pageHref('./', wish(), origin);
    remind.update();
  }
  function pick(value: string) {
    picked = value;
    update();
  }
  /** Who types an own amount keeps it when the frequency changes. */
  function offerAmounts(frequency: string) {
    offer = offerFor(frequency) ?? offer;
    if (!offer) return;
    if (picked !== OTHER) picked = `${offer.default}`;
    const presets = offer.presets.map((preset) => [`${preset}`, write(preset, options, locale)] as const);
    const choices = [...presets, [OTHER, words.other] as const];
    amounts.replaceChildren(radios('amount', words.howMuch[offer.frequency], choices, picked, pick));
    update();
  }
  proceed.onclick = (event) => {
    if (wish().amount !== undefined) return;
    event.preventDefault();
    own.complain();
  };

  offerAmounts(offer.frequency);
  const names = frequencies.map(({ frequency }) => [frequency, words.frequency[frequency]] as const);
  const marks = options.paymentMethods.map(({ label }) => make('li', {}, label));
  return make(
    'section',
    { lang: locale, 'aria-labelledby': 'title' },
    make(
      'h2',
      { id: 'title' },
      words.headline(write(offerFor('monthly')?.minimum ?? offer.minimum, options, locale)),
    ),
    radios('often', words.how, names, offer.frequency, offerAmounts),
    amounts,
    own.element,
    make('div', { class: 'go' }, proceed, make('ul', { 'aria-label': words.methods }, ...marks)),
    remind.element,
  );
}
