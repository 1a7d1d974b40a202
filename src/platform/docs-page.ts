import { z } from 'zod';
import { PROBLEMS } from './http/problem.ts';
import type { Route } from './http/route.ts';
import { type Html, html, layout, type PageModel, render } from './page.ts';

/** The OpenAPI document for people: served by us, no script. Developers read it, so it is in English. */
export function renderDocs(page: PageModel, routes: Route[]): string {
  const tags = [...new Set(routes.map(({ tag }) => tag))];
  const body = html`<h1>HTTP interface</h1>
<p class="lede">Everything that Groundswell answers. The same as a document for programs: <a href="/openapi.json">openapi.json</a>.</p>
<p>Money is an integer number of minor units beside a lower-case currency code. Errors are <code>application/problem+json</code>.</p>
${tags.map((tag) => html`<h2>${tag}</h2>${routes.filter((route) => route.tag === tag).map(operation)}`)}
<h2>Problems</h2>
<ul>${Object.entries(PROBLEMS).map(([slug, { status, title }]) => html`<li><a href="/problems/${slug}">${status} ${slug}</a>: ${title}</li>`)}</ul>`;
  return render(layout({ ...page, title: 'HTTP interface', body }));
}

function operation(route: Route): Html {
  const { method, path, summary, description, body, query, params, headers, answers } = route;
  return html`<section>
<h3><code>${method.toUpperCase()} ${path}</code></h3>
<p><strong>${summary}</strong></p>
${description !== undefined && html`<p>${description}</p>`}
${schemaOf('Path', params)}${schemaOf('Headers', headers)}${schemaOf('Query', query)}${body && body.kind !== 'bytes' && schemaOf(body.kind === 'json' ? 'JSON body' : 'Form', body.schema)}
<ul>${Object.entries(answers).map(([status, answer]) => html`<li><strong>${status}</strong> ${answer.description}</li>`)}</ul>
</section>`;
}

function schemaOf(name: string, schema: z.ZodType | undefined): Html | false {
  if (schema === undefined) return false;
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const fields = Object.entries(json.properties ?? {});
  if (fields.length === 0) return false;
  const required = new Set(json.required ?? []);
  return html`<table class="stack" aria-label="${name}"><thead><tr><th scope="col">${name}</th><th scope="col">Takes</th></tr></thead><tbody>${fields.map(
    ([field, rule]) =>
      html`<tr><th scope="row"><code>${field}</code>${required.has(field) && ' (required)'}</th><td>${describe(rule)}</td></tr>`,
  )}</tbody></table>`;
}

function describe(rule: z.core.JSONSchema.JSONSchema | boolean): Html {
  if (typeof rule === 'boolean') return html`anything`;
  const kind = rule.enum ? rule.enum.join(', ') : (rule.format ?? rule.type ?? 'text');
  const example = rule.example ?? (rule.format === undefined ? rule.pattern : undefined);
  const notes = [
    rule.default === undefined ? '' : `${String(rule.default)} unless given`,
    example === undefined ? '' : `such as ${String(example)}`,
    rule.description ?? '',
  ];
  return html`<code>${kind}</code> ${notes.filter(Boolean).join('; ')}`;
}
