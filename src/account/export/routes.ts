import type { Context } from '../../platform/context.ts';
import { PageQuery } from '../../platform/http/fields.ts';
import { type Answer, HTML, type Route } from '../../platform/http/route.ts';
import { html, layout, type PageModel, render } from '../../platform/page.ts';
import { pageModel } from '../../platform/page-model.ts';
import { forMember } from '../sign-in/for-member.ts';
import { exportPerson } from './export-person.ts';
import { EXPORT_PAGE } from './messages.ts';
import { PersonExport } from './schema.ts';

const PATH = '/account/export';
const FILE = `${PATH}/file`;

/** The same for programs and for people: one file that says everything. */
export function exportRoutes(context: Context): Route[] {
  return [
    download(context, '/v1/me/export', 'Members'),
    exportPage(context),
    download(context, FILE, 'Pages'),
  ];
}

function download(context: Context, path: string, tag: string): Route {
  return forMember(context, {
    method: 'get',
    path,
    tag,
    summary: 'Everything that is held on whoever is signed in',
    answers: { 200: { description: 'A file to save', schema: PersonExport } },
    handle: async ({ session }) => fileOf(PersonExport.parse(await exportPerson(context, session.memberId))),
  });
}

/** Its name says nothing to whoever sees it in a folder. */
function fileOf(data: PersonExport): Answer {
  const body = `${JSON.stringify(data, null, 2)}\n`;
  return {
    status: 200,
    text: { type: 'application/json', body },
    headers: { 'Content-Disposition': 'attachment; filename="data.json"' },
  };
}

function exportPage(context: Context): Route {
  return forMember(context, {
    method: 'get',
    path: PATH,
    tag: 'Pages',
    summary: 'What can be saved, and a button that does it',
    query: PageQuery,
    answers: { 200: HTML },
    handle: ({ request, query }) => ({
      status: 200,
      html: renderExport(pageModel(context, request, query.lang)),
    }),
  });
}

function renderExport(model: PageModel): string {
  const words = EXPORT_PAGE[model.locale];
  const body = html`<h1>${words.title}</h1>
<p class="lede">${words.lede}</p>
<p>${words.care}</p>
<p class="actions"><a class="button main" href="${FILE}">${words.button}</a> <a class="button quiet" href="/account?lang=${model.locale}">${words.back}</a></p>`;
  return render(layout({ ...model, title: words.title, body, state: 'export' }));
}
