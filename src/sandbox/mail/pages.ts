import { html } from 'hono/html';
import type { CaughtMail } from './mailbox.ts';

type Markup = ReturnType<typeof html>;

export function listPage(base: string, mails: readonly CaughtMail[]): Promise<string> {
  const items = [...mails].reverse().map(
    (mail) => html`<li>
      <a href="${base}/${mail.id}">${mail.subject || 'No subject'}</a><br>
      <span class="quiet">to ${mail.to.join(', ')} · ${time(mail.receivedAt)}</span>
    </li>`,
  );
  const list =
    items.length === 0
      ? html`<p>Nothing has been sent yet.</p>`
      : html`<ol class="mails" reversed>${items}</ol>`;
  return page(
    base,
    'Caught mail',
    html`<p class="quiet">Nothing leaves this machine: every mail that Groundswell sends ends here, newest first.
      <a href="${base}/">Look again</a></p>
    ${list}`,
  );
}

export function mailPage(base: string, mail: CaughtMail): Promise<string> {
  const rich =
    mail.html === undefined
      ? ''
      : html`<h2 id="html">As HTML</h2>
        <iframe src="${base}/${mail.id}/html" title="The mail as HTML"
          sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>`;
  return page(
    base,
    mail.subject || 'No subject',
    html`<dl>
      <dt>From</dt><dd>${mail.from}</dd>
      <dt>To</dt><dd>${mail.to.join(', ')}</dd>
      <dt>Received</dt><dd>${time(mail.receivedAt)}</dd>
    </dl>
    <h2>As text</h2>
    <pre>${linked(mail.text)}</pre>
    ${rich}
    <p><a href="${base}/${mail.id}/raw">Source</a> · <a href="${base}/">All mail</a></p>`,
  );
}

export function missingPage(base: string): Promise<string> {
  return page(base, 'No such mail', html`<p><a href="${base}/">All mail</a></p>`);
}

/** Links in a sandboxed frame go nowhere, unless they open a window of their own. */
export function framed(body: string): string {
  const target = '<base target="_blank">';
  const head = /<head(\s[^>]*)?>/i.exec(body);
  if (head === null) return target + body;
  const end = head.index + head[0].length;
  return body.slice(0, end) + target + body.slice(end);
}

function linked(text: string): Markup[] {
  return text
    .split(/(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]])/)
    .map((part, index) =>
      index % 2 === 1 ? html`<a href="${part}" rel="noreferrer">${part}</a>` : html`${part}`,
    );
}

function time(instant: Date): Markup {
  const iso = instant.toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC</time>`;
}

async function page(base: string, title: string, body: Markup): Promise<string> {
  const document = await html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="stylesheet" href="${base}/mail.css">
</head>
<body>
<main>
<h1>${title}</h1>
${body}
</main>
</body>
</html>`;
  return document.toString();
}
