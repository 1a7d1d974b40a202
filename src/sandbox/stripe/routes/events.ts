import { DAY } from '../../../platform/time.ts';
import { invalidRequest, resourceMissing } from '../errors.ts';
import { shownEvent } from '../events.ts';
import { listAnswer } from '../list.ts';
import { route } from '../route.ts';
import { now, type World } from '../world.ts';

/** How long Stripe lets an event be read. */
const READABLE_FOR = (30 * DAY) / 1_000;

function isReadable(world: World, { created }: { created: number }): boolean {
  return created > now(world) - READABLE_FOR;
}

/** `customer.*` asks for all types that start with `customer.`. */
function matches(type: string, asked: string): boolean {
  return asked.endsWith('*') ? type.startsWith(asked.slice(0, -1)) : type === asked;
}

export const EVENTS = [
  route('get', '/events', 'EventList', ({ world, params }) => {
    const { type, types, delivery_success: delivered } = params;
    if (type !== undefined && types !== undefined) {
      const message = 'You may only specify one of these parameters: type, types.';
      throw invalidRequest(message, { param: 'type' });
    }
    const page = listAnswer(world, 'event', '/v1/events', params, (event) => {
      const asked = types ?? (type === undefined ? null : [type]);
      const waiting = delivered === undefined ? null : shownEvent(world, event).pending_webhooks > 0;
      return (
        isReadable(world, event) &&
        (asked === null || asked.some((one) => matches(event.type, one))) &&
        (waiting === null || waiting !== delivered)
      );
    });
    return { ...page, data: page.data.map((event) => shownEvent(world, event)) };
  }),

  route('get', '/events/:id', 'Retrieve', ({ world, id }) => {
    const event = world.store.get('event', id);
    if (!event || !isReadable(world, event)) throw resourceMissing('event', id);
    return shownEvent(world, event);
  }),
];
