import { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { cookieName } from './http/cookies.ts';
import { ProblemDocument } from './http/problem.ts';
import type { AnswerDocument, Route } from './http/route.ts';

const MEDIA_TYPES = {
  json: 'application/json',
  form: 'application/x-www-form-urlencoded',
  bytes: 'application/json',
} as const;

/** The OpenAPI document, made of the very schemas that validate. */
export function openApiDocument(routes: Route[], publicUrl: string) {
  const paths: ZodOpenApiPathsObject = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method]: toOperation(route) };
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Groundswell',
      version: '1',
      description:
        'Contributions and memberships for independent newsrooms. Amounts are integer minor units; errors are RFC 9457 problem documents.',
    },
    servers: [{ url: publicUrl }],
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' }, ...cookiesOf(routes, publicUrl) },
    },
  });
}

function cookiesOf(routes: Route[], publicUrl: string) {
  const names = new Set(routes.flatMap(({ cookie }) => cookie ?? []));
  const schemes = [...names].map((name) => [
    name,
    { type: 'apiKey' as const, in: 'cookie' as const, name: cookieName(name, publicUrl) },
  ]);
  return Object.fromEntries(schemes);
}

export type OpenApiDocument = ReturnType<typeof openApiDocument>;

function toOperation(route: Route): ZodOpenApiOperationObject {
  const { summary, description, tag, body, params, query, headers, answers, allow, cookie } = route;
  return {
    summary,
    ...(description !== undefined && { description }),
    tags: [tag],
    ...(allow && { security: [{ token: [] }] }),
    ...(cookie !== undefined && { security: [{ [cookie]: [] }] }),
    requestParams: {
      ...(params instanceof z.ZodObject && { path: params }),
      ...(query instanceof z.ZodObject && { query }),
      ...(headers instanceof z.ZodObject && { header: headers }),
    },
    ...(body && { requestBody: toRequestBody(body) }),
    responses: {
      ...Object.fromEntries(Object.entries(answers).map(([status, answer]) => [status, toResponse(answer)])),
      default: {
        description: 'A problem',
        content: { 'application/problem+json': { schema: ProblemDocument } },
      },
    },
  };
}

function toRequestBody({ kind, schema, form, mayBeAbsent }: NonNullable<Route['body']>) {
  // Behind the links of mails a button is enough: what came with it is looked at, and need not be there.
  if (form) return { required: kind !== 'bytes', content: { [MEDIA_TYPES.form]: { schema: form } } };
  return {
    required: !mayBeAbsent,
    content: { [MEDIA_TYPES[kind]]: { schema: kind === 'bytes' ? { type: 'object' as const } : schema } },
  };
}

function toResponse({ description, schema, mediaType = 'application/json', alsoAs = [] }: AnswerDocument) {
  if (schema === undefined && mediaType === 'application/json') return { description };
  const text = { schema: { type: 'string' as const } };
  const others = Object.fromEntries(alsoAs.map((other) => [other, text]));
  return { description, content: { [mediaType]: schema ? { schema } : text, ...others } };
}
