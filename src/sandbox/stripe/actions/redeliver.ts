import { resourceMissing } from '../errors.ts';
import { hears } from '../events.ts';
import type { World } from '../world.ts';

/** Queues an event once more for every endpoint that hears its type, as the dashboard's "Resend" does. */
export function redeliver(world: World, id: string): void {
  const { store, wire } = world;
  const event = store.get('event', id);
  if (!event) throw resourceMissing('event', id);
  store.transaction(() => {
    for (const endpoint of store.all('webhook_endpoint')) {
      const delivery = `${id}:${endpoint.id}`;
      if (!hears(endpoint, event.type)) continue;
      const { attempts } = store.get('delivered', delivery) ?? { attempts: 0 };
      const at = wire.now().getTime();
      store.put('delivery', { id: delivery, event: id, endpoint: endpoint.id, attempts, at, since: at });
    }
  });
}
