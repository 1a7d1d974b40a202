import type { WithCatalog } from '../../catalog/catalog.ts';
import type { Context } from '../../platform/context.ts';
import type { WithStripe } from '../../stripe/client.ts';
import type { WithHeed } from '../../stripe/heed.ts';

export type AccountContext = Context & WithStripe & WithHeed & WithCatalog;
