import { resourceMissing } from '../errors.ts';
import { listAnswer, same } from '../list.ts';
import { route } from '../route.ts';

const PATH = '/radar/early_fraud_warnings';

export const EARLY_FRAUD_WARNINGS = [
  route('get', PATH, 'EarlyFraudWarningList', ({ world, params }) =>
    listAnswer(
      world,
      'radar.early_fraud_warning',
      `/v1${PATH}`,
      params,
      (warning) => same(params.charge, warning.charge) && same(params.payment_intent, warning.payment_intent),
    ),
  ),

  route('get', `${PATH}/:id`, 'Retrieve', ({ world, id }) => {
    const warning = world.store.get('radar.early_fraud_warning', id);
    if (!warning) throw resourceMissing('radar.early_fraud_warning', id);
    return warning;
  }),
];
