import { createHash } from 'node:crypto';
import { hasTag } from '../platform/http/etag.ts';
import { type Route, route } from '../platform/http/route.ts';
import bundle from './embed/script.json' with { type: 'json' };

const ETAG = `"${createHash('sha256').update(bundle.script).digest('base64url').slice(0, 22)}"`;

/**
 * Any page may load it: it is the same for all, and holds nothing. A script of the kind `module` is fetched by the rules
 * of CORS (https://html.spec.whatwg.org/#fetch-a-single-module-script), any other by its resource policy.
 */
const HEADERS = {
  'Cache-Control': 'public, max-age=300',
  'Access-Control-Allow-Origin': '*',
  'Cross-Origin-Resource-Policy': 'cross-origin',
  ETag: ETAG,
};

/** The appeal for the newsroom's own pages; its sources are in `embed/browser/`. */
export function embedRoutes(): Route[] {
  return [
    route({
      method: 'get',
      path: '/embed.js',
      tag: 'Readers',
      summary: 'The appeal as an element for article pages: <groundswell-appeal>',
      answers: {
        200: { description: 'A script of the kind `module`', mediaType: 'text/javascript' },
        304: { description: 'As before: If-None-Match named what you have' },
      },
      handle: ({ request }) => {
        if (hasTag(request, ETAG)) return { status: 304, headers: HEADERS };
        const text = { type: 'text/javascript; charset=utf-8', body: bundle.script };
        return { status: 200, text, headers: HEADERS };
      },
    }),
  ];
}
