import type { RequestListener } from 'node:http';
import { listen } from '../../src/platform/http/listen.ts';

export type Article = {
  lang?: string;
  title?: string;
  /** of each paragraph */
  text?: string;
  /** the element's attributes */
  attributes?: string;
  /** paragraphs above the appeal, and below it */
  above?: number;
  below?: number;
  /** the site's own style */
  style?: string;
};

/** A newsroom's site on an origin of its own: `site.localhost`, as `support.site.localhost` is ours. */
export type Site = {
  readonly origin: string;
  /** @returns the address of a page that is served from then on */
  publish(article: Article): string;
  stop(): Promise<void>;
};

const TITLE = 'The river';
const TEXT =
  'The river rose for three days before anybody in the ministry picked up the telephone. By then the lower town had learnt to help itself.';

/** @param support where the service is, once that is known */
export async function startSite(support: () => string): Promise<Site> {
  const articles: Article[] = [];
  const answer: RequestListener = (request, response) => {
    const url = new URL(request.url ?? '/', 'http://site.localhost');
    const article = articles[Number(url.pathname.split('/').at(-1)?.replace('.css', ''))];
    if (article === undefined) return response.writeHead(404).end();
    if (url.pathname.endsWith('.css'))
      return response.setHeader('Content-Type', 'text/css').end(article.style);
    // As strict as a site can be that takes in nothing but our one script.
    response.setHeader(
      'Content-Security-Policy',
      `default-src 'none'; script-src ${support()}; connect-src ${support()}; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; require-trusted-types-for 'script'`,
    );
    return response
      .setHeader('Content-Type', 'text/html; charset=utf-8')
      .end(html(article, url.pathname, support()));
  };
  const web = await listen(answer, 0, '127.0.0.1');
  return {
    origin: `http://site.localhost:${web.port}`,
    publish(article) {
      articles.push(article);
      return `http://site.localhost:${web.port}/${articles.length - 1}`;
    },
    stop: () => web.stop(),
  };
}

function html(article: Article, path: string, support: string): string {
  const { lang = 'en', title = TITLE, text = TEXT } = article;
  const { attributes = 'campaign="flood"', above = 30, below = 10 } = article;
  const paragraphs = (count: number) => `<p>${text}</p>`.repeat(count);
  return `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><title>${title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,"><link rel="stylesheet" href="${path}.css">
<script type="module" src="${support}/embed.js"></script></head>
<body><main><h1>${title}</h1>${paragraphs(above)}
<groundswell-appeal ${attributes}><a href="${support}/">Support us</a></groundswell-appeal>
${paragraphs(below)}<a href="#next">The next article</a></main></body></html>`;
}
