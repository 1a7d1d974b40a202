import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Context } from '../platform/context.ts';
import { PageQuery } from '../platform/http/fields.ts';
import { Problem } from '../platform/http/problem.ts';
import { type Answer, HTML, type Route, route } from '../platform/http/route.ts';
import { LOCALE_NAMES, LOCALES } from '../platform/locale.ts';
import { letterHtml } from '../platform/mail/letter-html.ts';
import { letterText } from '../platform/mail/letter-text.ts';
import { html, raw, render } from '../platform/page.ts';
import { previewMails } from './mail-previews.ts';

type Work = Pick<Context, 'publicUrl' | 'settings'>;

/** All mails side by side, as text and as HTML, for whoever works on them: in development, and nowhere else. */
export function mailPreviewRoutes(context: Work): Route[] {
  if (context.settings.NODE_ENV !== 'development') return [];
  return [
    route({
      method: 'get',
      path: '/mails',
      tag: 'Development',
      summary: 'Every mail that is sent, in every language',
      answers: { 200: HTML },
      handle: () => withOwnStyle(overview(context)),
    }),
    route({
      method: 'get',
      path: '/mails/{name}',
      tag: 'Development',
      summary: 'The HTML of one mail',
      params: z.object({ name: z.string() }),
      query: PageQuery,
      answers: { 200: HTML },
      handle: ({ params: { name }, query: { lang } }) => {
        const locale = LOCALES.find((one) => one === lang) ?? LOCALES[0];
        const letter = new Map(Object.entries(previewMails(context, locale))).get(name);
        if (letter === undefined) throw new Problem('not-found');
        return withOwnStyle(letterHtml(letter, context.settings.NEWSROOM_NAME));
      },
    }),
  ];
}

const STYLE = `
body { margin: 2rem; font: 16px/1.5 sans-serif; }
section { display: grid; grid-template-columns: 38rem 1fr; gap: 1rem; margin-bottom: 2rem; }
h2 { grid-column: 1 / -1; margin: 0; font-size: 1rem; }
pre { margin: 0; padding: 1rem; background: #f3f3f1; white-space: pre-wrap; }
iframe { width: 100%; min-height: 32rem; border: 1px solid #c9ced2; }
`;

function overview(context: Work): string {
  const newsroom = context.settings.NEWSROOM_NAME;
  const sections = LOCALES.flatMap((locale) =>
    Object.entries(previewMails(context, locale)).map(
      ([name, letter]) => html`<section id="${name}-${locale}">
<h2>${name} · ${LOCALE_NAMES[locale]} · “${letter.subject}”</h2>
<pre lang="${locale}">${letterText(letter, newsroom)}</pre>
<iframe sandbox title="${name}, ${LOCALE_NAMES[locale]}" src="/mails/${name}?lang=${locale}"></iframe>
</section>`,
    ),
  );
  return render(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Mails</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<h1>Mails</h1>
${sections}
</body>
</html>
`);
}

/** The style within is let in by its hash, and nothing else: as little as a mail program lets in. */
function withOwnStyle(page: string): Answer {
  const style = /<style>([\s\S]*?)<\/style>/.exec(page)?.[1] ?? '';
  const hash = createHash('sha256').update(style).digest('base64');
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${hash}'`,
    "frame-src 'self'",
    "frame-ancestors 'self'",
    "base-uri 'none'",
    "form-action 'none'",
  ];
  return { status: 200, html: page, headers: { 'Content-Security-Policy': policy.join('; ') } };
}
