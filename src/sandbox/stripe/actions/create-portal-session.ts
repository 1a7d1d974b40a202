import type Stripe from 'stripe';
import { invalidRequest, missingParameter, refuseUnserved } from '../errors.ts';
import { emit } from '../events.ts';
import { newId } from '../ids.ts';
import { portalConfiguration } from '../objects/portal-configuration.ts';
import type { Received, Wire } from '../wire.ts';
import { now, type World } from '../world.ts';

type Session = Wire<Stripe.BillingPortal.Session>;
type FlowData = NonNullable<Received<'BillingPortalSessionCreate'>['flow_data']>;

/** A page on which a customer changes how they pay. */
export function createPortalSession(world: World, params: Received<'BillingPortalSessionCreate'>): Session {
  refuseUnserved(params, 'configuration customer flow_data locale return_url');
  const { customer, configuration, flow_data: flow } = params;
  if (customer === undefined) throw missingParameter('customer');
  if (!world.store.get('customer', customer)) {
    throw invalidRequest(`No such customer: '${customer}'`, { code: 'resource_missing', param: 'customer' });
  }
  const { id: known } = portalConfiguration(world);
  if (configuration !== undefined && configuration !== known) {
    const message = `No such configuration: '${configuration}'`;
    throw invalidRequest(message, { code: 'resource_missing', param: 'configuration' });
  }
  const id = newId('billing_portal.session', world.clock.now());
  const session = world.store.put('billing_portal.session', {
    id,
    object: 'billing_portal.session',
    configuration: known,
    created: now(world),
    customer,
    customer_account: null,
    flow: flow ? readFlow(flow) : null,
    livemode: false,
    locale: params.locale ?? null,
    on_behalf_of: null,
    return_url: params.return_url ?? null,
    url: `${world.publicUrl()}/portal/${id}`,
  } satisfies Session);
  emit(world, 'billing_portal.session.created', session);
  return session;
}

function readFlow(flow: FlowData): Session['flow'] {
  refuseUnserved(flow, 'after_completion type', 'flow_data');
  if (flow.type !== 'payment_method_update') {
    throw invalidRequest('The sandbox serves the flow `payment_method_update` only.', {
      param: 'flow_data[type]',
    });
  }
  const {
    type = 'portal_homepage',
    redirect,
    hosted_confirmation: confirmation,
  } = flow.after_completion ?? {};
  if (type === 'redirect' && redirect === undefined) {
    throw missingParameter('flow_data[after_completion][redirect]');
  }
  return {
    after_completion: {
      hosted_confirmation: confirmation ? { custom_message: confirmation.custom_message ?? null } : null,
      redirect: redirect ?? null,
      type,
    },
    customer_update: null,
    subscription_cancel: null,
    subscription_pause: null,
    subscription_update: null,
    subscription_update_confirm: null,
    type: flow.type,
  };
}
