import { type Html, html, raw, render } from '../page.ts';
import type { Block, Letter } from './letter.ts';

/**
 * Everything is in the mail itself: nothing is fetched, so that nobody learns that it was opened. Where a mail program drops
 * the style, what remains is a plain page in the right order.
 */
const STYLE = raw(`<style>
:root { color-scheme: light dark; supported-color-schemes: light dark; }
body { margin: 0; padding: 0; background: #ffffff; color: #1c2226; font: 17px/1.55 Georgia, 'Times New Roman', serif; }
.letter { max-width: 34em; margin: 0 auto; padding: 24px 16px 40px; overflow-wrap: anywhere; }
.from { font-weight: bold; border-bottom: 1px solid #c9ced2; padding-bottom: 12px; margin: 0 0 24px; }
p { margin: 0 0 16px; }
a { color: #0c5563; }
.action { margin: 24px 0; }
.action a { display: inline-block; padding: 12px 20px; border-radius: 6px; background: #0c5563; color: #ffffff; font-weight: bold; text-decoration: none; }
.small { border-top: 1px solid #c9ced2; margin-top: 32px; padding-top: 16px; font-size: 14px; color: #545e65; }
.small p { margin: 0 0 8px; }
@media (prefers-color-scheme: dark) {
  body { background: #14191c; color: #e6eaec; }
  a { color: #7cc7d6; }
  .action a { background: #7cc7d6; color: #10262b; }
  .from, .small { border-color: #3c464c; }
  .small { color: #a9b3b9; }
}
</style>`);

export function letterHtml({ locale, subject, blocks }: Letter, newsroom: string): string {
  return render(html`<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${subject}</title>
${STYLE}
</head>
<body>
<div class="letter" lang="${locale}">
<p class="from">${newsroom}</p>
${blocks.map(blockHtml)}
</div>
</body>
</html>
`);
}

function blockHtml(block: Block): Html {
  if (block.kind === 'text') return html`<p>${broken(block.text)}</p>\n`;
  if (block.kind === 'action')
    return html`<p class="action"><a href="${block.href}">${block.label}</a></p>\n`;
  return html`<div class="small">${block.lines.map(
    ({ text, label, href }) =>
      html`<p>${text}${href !== undefined && html` <a href="${href}">${label ?? href}</a>`}</p>\n`,
  )}</div>\n`;
}

function broken(text: string): Html[] {
  return text.split('\n').map((line, index) => (index === 0 ? html`${line}` : html`<br>${line}`));
}
