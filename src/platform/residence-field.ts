import { displayNames, type Locale } from './locale.ts';
import { type Html, html } from './page.ts';

const WORDS: Record<Locale, { residence: string; hint: string; elsewhere: string }> = {
  en: {
    residence: 'Where do you live?',
    hint: 'Used once, to keep you safe. We do not store the answer.',
    elsewhere: 'Prefer not to say / anywhere else',
  },
  ru: {
    residence: 'Где вы живёте?',
    hint: 'Ответ нужен один раз, ради вашей безопасности. Мы его не храним.',
    elsewhere: 'Не хочу отвечать / в другой стране',
  },
};

/**
 * The one question that is asked for the reader's safety. Where they live is never filled in again, so that no page holds it.
 * @param restricted ISO 3166 codes; only these are offered
 * @param name of the field, and its id: another where a page asks twice
 * @param error a paragraph whose id is the name and `-error`
 */
export function residenceField({
  locale,
  restricted,
  name = 'residence',
  error,
}: {
  locale: Locale;
  restricted: readonly string[];
  name?: string;
  error?: Html | undefined;
}): Html {
  const words = WORDS[locale];
  const names = displayNames(locale, 'region');
  const countries = restricted
    .map((code) => ({ code, name: names.of(code) ?? code }))
    .sort((a, b) => a.name.localeCompare(b.name, locale));
  return html`<div class="field"><label for="${name}">${words.residence}</label>
${error}<select id="${name}" name="${name}" aria-describedby="${error && `${name}-error `}${name}-hint"${error && html` aria-invalid="true"`}><option value="">${words.elsewhere}</option>${countries.map(({ code, name }) => html`<option value="${code}">${name}</option>`)}</select>
<p class="hint" id="${name}-hint">${words.hint}</p></div>`;
}
