import { invalidRequest, resourceMissing } from '../errors.ts';
import { listAnswer } from '../list.ts';
import { mergeMetadata } from '../metadata.ts';
import { createWebhookEndpoint } from '../objects/webhook-endpoint.ts';
import { route } from '../route.ts';
import type { Deleted } from '../wire.ts';
import type { World } from '../world.ts';

const PATH = '/webhook_endpoints';

function endpointOf(world: World, id: string) {
  const endpoint = world.store.get('webhook_endpoint', id);
  if (!endpoint) throw resourceMissing('webhook_endpoint', id);
  return endpoint;
}

function checkUrl(url: string): string {
  if (URL.canParse(url) && /^https?:\/\//.test(url)) return url;
  throw invalidRequest('Invalid URL: An explicit scheme (such as https) must be provided.', {
    code: 'url_invalid',
    param: 'url',
  });
}

export const WEBHOOK_ENDPOINTS = [
  route('post', PATH, 'WebhookEndpointCreate', ({ world, params }) => {
    checkUrl(params.url);
    return createWebhookEndpoint(world, params);
  }),

  route('get', PATH, 'WebhookEndpointList', ({ world, params }) =>
    listAnswer(world, 'webhook_endpoint', `/v1${PATH}`, params),
  ),

  route('get', `${PATH}/:id`, 'Retrieve', ({ world, id }) => endpointOf(world, id)),

  route('post', `${PATH}/:id`, 'WebhookEndpointUpdate', ({ world, params, id }) => {
    const endpoint = endpointOf(world, id);
    const { description, disabled, enabled_events: types, url } = params;
    return world.store.put('webhook_endpoint', {
      ...endpoint,
      description: description === undefined ? endpoint.description : description || null,
      enabled_events: types ?? endpoint.enabled_events,
      metadata: mergeMetadata(endpoint.metadata, params.metadata),
      status: disabled === undefined ? endpoint.status : disabled ? 'disabled' : 'enabled',
      url: url === undefined ? endpoint.url : checkUrl(url),
    });
  }),

  route('delete', `${PATH}/:id`, 'WebhookEndpointDelete', ({ world, id }): Deleted => {
    const { store } = world;
    endpointOf(world, id);
    for (const delivery of store.all('delivery')) {
      if (delivery.endpoint === id) store.remove('delivery', delivery.id);
    }
    store.remove('webhook_endpoint', id);
    store.remove('endpoint_secret', id);
    return store.put('deleted', { id, object: 'webhook_endpoint', deleted: true });
  }),
];
