import { html } from 'hono/html';
import type { Language } from './words.ts';

export type Html = ReturnType<typeof html>;

export function layout(
  page: { language: Language; title: string; badge: string; wide?: boolean },
  body: Html,
): Html {
  return html`<!doctype html>
<html lang="${page.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${page.title} · ${page.badge}</title>
<link rel="stylesheet" href="/style.css">
</head>
<body>
<header><p class="badge">${page.badge}</p></header>
<main class="${page.wide ? 'wide' : ''}">${body}</main>
</body>
</html>`;
}
