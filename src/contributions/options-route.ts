import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { type Catalog, offerOf, type WithCatalog } from '../catalog/catalog.ts';
import type { AtOnceRoute } from '../platform/http/direct.ts';
import { hasTag } from '../platform/http/etag.ts';
import { Currency } from '../platform/http/fields.ts';
import { refuseField } from '../platform/http/problem.ts';
import { type Route, route } from '../platform/http/route.ts';
import { decimalsOf, stepOf } from '../platform/money.ts';
import { FREQUENCIES } from '../stripe/frequency.ts';
import { OptionsDocument } from './schemas.ts';

const PATH = '/v1/contribution-options';

type Options = {
  json: z.input<typeof OptionsDocument>;
  text: string;
  headers: { 'Cache-Control': string; ETag: string };
};

export function optionsRoute({ catalog }: WithCatalog): Route {
  const optionsOf = optionsByCurrency(catalog);
  return route({
    method: 'get',
    path: PATH,
    tag: 'Readers',
    summary: 'What can be given, how often, and in which currencies',
    query: z.strictObject({ currency: Currency.optional() }),
    answers: {
      200: { description: 'The catalog for one currency', schema: OptionsDocument },
      304: { description: 'As before: If-None-Match named what you have' },
    },
    handle: ({ query, request }) => {
      const options = optionsOf.get(query.currency ?? catalog.defaultCurrency);
      if (options === undefined) throw refuseField('/currency', 'currency-not-offered');
      const { json, headers } = options;
      return isKnown(request, options) ? { status: 304, headers } : { status: 200, json, headers };
    },
  });
}

/** The same, before Express is asked: without a query, and for each currency. */
export function optionsAtOnce({ catalog }: WithCatalog): AtOnceRoute[] {
  const optionsOf = optionsByCurrency(catalog);
  const urls = [...optionsOf.keys()].map((currency) => [`${PATH}?currency=${currency}`, currency] as const);
  return [[PATH, catalog.defaultCurrency] as const, ...urls].flatMap(([url, currency]) => {
    const options = optionsOf.get(currency);
    if (options === undefined) return [];
    const { text, headers } = options;
    const answer = (request: IncomingMessage) =>
      isKnown(request, options) ? { status: 304, headers } : { status: 200, json: text, headers };
    return [{ path: PATH, url, answer }];
  });
}

function isKnown(request: Pick<IncomingMessage, 'headers'>, { headers }: Options): boolean {
  return hasTag(request, headers.ETag);
}

/** The catalog is read at start, and stays. */
function optionsByCurrency(catalog: Catalog): Map<string, Options> {
  return new Map(
    Object.keys(catalog.currencies).flatMap((currency) => {
      const json = documentOf(catalog, currency);
      if (json === null) return [];
      const text = JSON.stringify(json);
      const tag = createHash('sha256').update(text).digest('base64url').slice(0, 22);
      return [
        [currency, { json, text, headers: { 'Cache-Control': 'public, max-age=300', ETag: `"${tag}"` } }],
      ];
    }),
  );
}

function documentOf(catalog: Catalog, currency: string): z.input<typeof OptionsDocument> | null {
  const offer = offerOf(catalog, currency);
  if (offer === undefined) return null;
  const limits = { minimum: Number(offer.minimum), maximum: Number(offer.maximum) };
  return {
    currency,
    currencies: Object.keys(catalog.currencies),
    decimals: decimalsOf(currency),
    step: stepOf(currency),
    frequencies: FREQUENCIES.map((frequency) => ({
      frequency,
      presets: offer.presets[frequency].map(Number),
      default: Number(offer.defaults[frequency]),
      ...limits,
    })),
    defaultFrequency: catalog.defaultFrequency,
    paymentMethods: catalog.paymentMethods,
    processingCost: {
      basisPoints: offer.processingCost.basisPoints,
      fixed: Number(offer.processingCost.fixed),
    },
  };
}
