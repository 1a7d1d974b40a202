import { offerOf, type WithCatalog } from '../catalog/catalog.ts';
import { grossUp } from '../catalog/rules.ts';
import type { Context } from '../platform/context.ts';
import type { PageModel } from '../platform/page.ts';
import { randomToken } from '../platform/tokens.ts';
import { FREQUENCIES } from '../stripe/frequency.ts';
import type { AppealModel, Choice, FormError } from './appeal-model.ts';
import { findCheckout } from './find-checkout.ts';

/** Where the appeal is had. */
export const APPEAL_PATH = '/';

export type AppealRequest = {
  page: PageModel;
  currency: string | undefined;
  chosen?: Choice | undefined;
  campaign?: string | undefined;
  source?: string | undefined;
  errors?: readonly FormError[];
  /** kept from the form, so that sending it again is still the same request */
  idempotencyKey?: string | undefined;
};

/** The appeal as a page: the catalog's offer in one currency, with every total already reckoned. */
export function appealModel({ catalog, settings }: Context & WithCatalog, asked: AppealRequest): AppealModel {
  const wanted = asked.currency === undefined ? undefined : offerOf(catalog, asked.currency);
  const currency = wanted && asked.currency !== undefined ? asked.currency : catalog.defaultCurrency;
  const offer = wanted ?? offerOf(catalog, catalog.defaultCurrency);
  if (offer === undefined) throw new Error('the default currency is not in the catalog');
  return {
    ...asked.page,
    currency,
    currencies: Object.keys(catalog.currencies),
    frequencies: FREQUENCIES.map((frequency) => ({
      frequency,
      presets: offer.presets[frequency].map((amount) => ({
        amount,
        withCosts: grossUp(amount, currency, offer.processingCost),
      })),
      default: offer.defaults[frequency],
      minimum: offer.minimum,
      maximum: offer.maximum,
    })),
    defaultFrequency: catalog.defaultFrequency,
    chosen: asked.chosen,
    paymentMethods: catalog.paymentMethods,
    campaign: asked.campaign,
    source: asked.source,
    idempotencyKey: asked.idempotencyKey ?? randomToken(),
    errors: asked.errors ?? [],
    restricted: settings.RESTRICTED_RESIDENCES,
  };
}

/** The latest checkout of this browser, if it was left and can still be paid. */
export async function unfinishedCheckout(
  context: Context,
  startedHere: string[],
): Promise<AppealModel['resume']> {
  const [latest] = startedHere;
  const standing = latest === undefined ? undefined : await findCheckout(context, latest);
  if (standing?.resumeUrl === undefined) return undefined;
  return { url: standing.resumeUrl, frequency: standing.frequency, ...standing.total };
}
