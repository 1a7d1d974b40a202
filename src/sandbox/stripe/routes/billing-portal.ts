import { createPortalSession } from '../actions/create-portal-session.ts';
import { resourceMissing } from '../errors.ts';
import { pageOf } from '../list.ts';
import { portalConfiguration } from '../objects/portal-configuration.ts';
import { route } from '../route.ts';

const PATH = '/billing_portal';

export const BILLING_PORTAL = [
  route('post', `${PATH}/sessions`, 'BillingPortalSessionCreate', ({ world, params }) =>
    createPortalSession(world, params),
  ),

  route('get', `${PATH}/configurations`, 'BillingPortalConfigurationList', ({ world, params }) => {
    const { active = true, is_default: isDefault = true } = params;
    const url = `/v1${PATH}/configurations`;
    return pageOf(url, [portalConfiguration(world)], params, () => active && isDefault);
  }),

  route('get', `${PATH}/configurations/:id`, 'Retrieve', ({ world, id }) => {
    const configuration = portalConfiguration(world);
    if (configuration.id !== id) throw resourceMissing('configuration', id);
    return configuration;
  }),
];
