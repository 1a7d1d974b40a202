import type Stripe from 'stripe';
import { outcomeOf } from '../actions/attempt.ts';
import { cancelIntent, createIntent, payIntent } from '../actions/pay-intent.ts';
import { checkCharge, checkUnitAmount, readCurrency } from '../currencies.ts';
import {
  invalidRequest,
  missingParameter,
  refusal,
  refuseUnserved,
  resourceMissing,
  type StripeFault,
} from '../errors.ts';
import { listAnswer, same } from '../list.ts';
import { instrumentOf } from '../objects/payment-method.ts';
import { testMethod } from '../objects/test-methods.ts';
import { route } from '../route.ts';
import type { Received, Wire } from '../wire.ts';
import type { World } from '../world.ts';

const PATH = '/payment_intents';
const SERVED = `amount automatic_payment_methods confirm currency customer description metadata off_session
  payment_method receipt_email return_url statement_descriptor statement_descriptor_suffix`;
type Intent = Wire<Stripe.PaymentIntent>;

function intentOf(world: World, id: string): Intent {
  const intent = world.store.get('payment_intent', id);
  if (!intent) throw resourceMissing('payment_intent', id, 'intent');
  return intent;
}

function create(world: World, params: Received<'PaymentIntentCreate'>): Intent {
  refuseUnserved(params, SERVED);
  const currency = readCurrency(params.currency, 'currency');
  checkUnitAmount(params.amount, currency, 'amount');
  checkCharge(params.amount, currency, 'Amount', 'amount');
  const customer = params.customer ?? null;
  if (customer !== null && !world.store.get('customer', customer)) {
    throw invalidRequest(`No such customer: '${customer}'`, { code: 'resource_missing', param: 'customer' });
  }
  return createIntent(world, {
    amount: params.amount,
    currency,
    customer,
    description: params.description ?? null,
    metadata: params.metadata,
    receiptEmail: params.receipt_email ?? null,
    statementDescriptor: params.statement_descriptor ?? null,
    statementDescriptorSuffix: params.statement_descriptor_suffix ?? null,
  });
}

/** Confirms with a test method of Stripe's, or with one that a customer has. */
function confirm(world: World, intent: Intent, name: string | undefined): Intent | StripeFault {
  if (intent.status !== 'requires_payment_method') {
    throw invalidRequest(
      `You cannot confirm this PaymentIntent because it has a status of ${intent.status}.`,
      { code: 'payment_intent_unexpected_state' },
    );
  }
  if (name === undefined) throw missingParameter('payment_method');
  const stored = world.store.get('payment_method', name);
  const instrument = stored ? instrumentOf(stored) : testMethod(name);
  if (!instrument) {
    const message = `No such PaymentMethod: '${name}'`;
    throw invalidRequest(message, { code: 'resource_missing', param: 'payment_method' });
  }
  const customer = world.store.get('customer', intent.customer ?? '');
  const outcome = outcomeOf(instrument);
  const email = intent.receipt_email ?? customer?.email ?? null;
  const tried = payIntent(world, intent, {
    instrument,
    email,
    outcome,
    ...(stored ? { method: stored.id } : {}),
  });
  return tried.status === 'requires_payment_method' ? refusal(tried) : tried;
}

export const PAYMENT_INTENTS = [
  route('post', PATH, 'PaymentIntentCreate', ({ world, params }) => {
    const intent = create(world, params);
    return params.confirm ? confirm(world, intent, params.payment_method) : intent;
  }),

  route('get', PATH, 'PaymentIntentList', ({ world, params }) =>
    listAnswer(world, 'payment_intent', `/v1${PATH}`, params, ({ customer }) =>
      same(params.customer, customer),
    ),
  ),

  route('get', `${PATH}/:id`, 'Retrieve', ({ world, id }) => intentOf(world, id)),

  route('post', `${PATH}/:id/cancel`, 'PaymentIntentCancel', ({ world, params, id }) => {
    refuseUnserved(params, 'cancellation_reason');
    const intent = intentOf(world, id);
    if (intent.status === 'requires_payment_method' || intent.status === 'requires_action') {
      return cancelIntent(world, intent, params.cancellation_reason ?? null);
    }
    throw invalidRequest(
      `You cannot cancel this PaymentIntent because it has a status of ${intent.status}.`,
      { code: 'payment_intent_unexpected_state' },
    );
  }),

  route('post', `${PATH}/:id/confirm`, 'PaymentIntentConfirm', ({ world, params, id }) => {
    refuseUnserved(params, 'off_session payment_method return_url');
    return confirm(world, intentOf(world, id), params.payment_method);
  }),
];
