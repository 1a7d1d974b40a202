import type { Context } from '../platform/context.ts';
import type { PageModel } from '../platform/page.ts';
import { DAY, dayAt, dayText, plus, plusMonths } from '../platform/time.ts';
import { randomToken } from '../platform/tokens.ts';
import {
  type Carried,
  type Entered,
  type FormError,
  NOTHING_ENTERED,
  type RemindModel,
} from './form-model.ts';
import { askAgainAt } from './rules.ts';

export type RemindRequest = {
  page: PageModel;
  carried: Carried;
  entered?: Entered | undefined;
  errors?: readonly FormError[] | undefined;
  /** kept from the form, so that sending it again is still the same request */
  idempotencyKey?: string | undefined;
};

/** The form as a page, with every date already reckoned. */
export function remindModel(
  { clock, settings }: Pick<Context, 'clock' | 'settings'>,
  asked: RemindRequest,
): RemindModel {
  const now = clock.now();
  const day = (instant: Date) => dayText(dayAt(instant, settings.REPORT_TIME_ZONE));
  const endOf = (delay: 'P1W' | 'P1M' | 'P3M') => day(askAgainAt(now, { delay }));
  return {
    ...asked.page,
    carried: asked.carried,
    entered: asked.entered ?? NOTHING_ENTERED,
    errors: asked.errors ?? [],
    days: { from: day(plus(now, DAY)), to: day(plusMonths(now, 12)) },
    ends: { P1W: endOf('P1W'), P1M: endOf('P1M'), P3M: endOf('P3M') },
    restricted: settings.RESTRICTED_RESIDENCES,
    idempotencyKey: asked.idempotencyKey ?? randomToken(),
  };
}
