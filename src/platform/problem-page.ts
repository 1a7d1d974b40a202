import type { Locale } from './locale.ts';
import { html, layout, type PageModel, render } from './page.ts';

export type ProblemPageModel = PageModel & {
  /** The last part of the problem's type: `/problems/<slug>`. */
  slug: string;
  title: string;
  status: number;
  /** One or more plain sentences: what it means and what to do about it. */
  explanation: string;
};

const WORDS: Record<Locale, { problem: string; back: string }> = {
  en: { problem: 'Problem', back: 'Back to the start' },
  ru: { problem: 'Ошибка', back: 'Вернуться в начало' },
};

/** What a problem's `type` resolves to, and what a person sees instead of problem+json. */
export function renderProblemPage(model: ProblemPageModel): string {
  const words = WORDS[model.locale];
  const body = html`<p class="kicker">${words.problem} ${model.status}</p>
<h1>${model.title}</h1>
<p class="lede">${model.explanation}</p>
<p><code>${model.slug}</code></p>
<p><a class="button quiet" href="/?lang=${model.locale}">${words.back}</a></p>`;
  return render(layout({ ...model, body }));
}
