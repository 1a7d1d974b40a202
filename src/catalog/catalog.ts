import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { SettingsError } from '../platform/settings.ts';
import { CatalogFile, type CurrencyOffer } from './catalog-file.ts';
import { DEFAULT_CATALOG } from './default-catalog.ts';

export type Catalog = z.output<typeof CatalogFile>;

/** Verbs that need to know what is offered take this beside the context. */
export type WithCatalog = { catalog: Catalog };

/** @param file JSON of the shape of `DEFAULT_CATALOG`, which is used where none is named. @throws SettingsError */
export function loadCatalog(file: string | undefined): Catalog {
  const result = CatalogFile.safeParse(file === undefined ? DEFAULT_CATALOG : readJson(file));
  if (result.success) return result.data;
  throw new SettingsError(
    result.error.issues.map((issue) => `CATALOG_FILE ${issue.path.join('.')}: ${issue.message}`),
  );
}

/** @returns what is offered in a currency, or undefined for one that is not */
export function offerOf(catalog: Catalog, currency: string): CurrencyOffer | undefined {
  return Object.hasOwn(catalog.currencies, currency) ? catalog.currencies[currency] : undefined;
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw new SettingsError([`CATALOG_FILE: cannot be read as JSON`]);
  }
}
