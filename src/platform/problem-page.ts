import type { ProblemSlug } from './http/problem.ts';
import type { Locale } from './locale.ts';
import { html, layout, type PageModel, render } from './page.ts';
import { readersWords } from './problem-words.ts';

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

/** What a problem's `type` resolves to, for whoever writes a program. */
export function renderProblemPage(model: ProblemPageModel): string {
  const words = WORDS[model.locale];
  const body = html`<p class="kicker">${words.problem} ${model.status}</p>
<h1>${model.title}</h1>
<p class="lede">${model.explanation}</p>
<p><code>${model.slug}</code></p>
<p><a class="button quiet" href="/?lang=${model.locale}">${words.back}</a></p>`;
  return render(layout({ ...model, body }));
}

/** What a person sees in a browser instead of problem+json. */
export function renderFailure(model: PageModel & { slug: ProblemSlug }): string {
  const { title, text } = readersWords(model.slug, model.locale);
  const body = html`<h1>${title}</h1>
<p class="lede">${text}</p>
<p class="actions"><a class="button quiet" href="/?lang=${model.locale}">${WORDS[model.locale].back}</a></p>`;
  return render(layout({ ...model, title, body, state: model.slug }));
}
