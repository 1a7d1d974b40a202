import {
  cancelSchedule,
  createSchedule,
  releaseSchedule,
  updateSchedule,
} from '../actions/change-schedule.ts';
import { inRange, listAnswer, same } from '../list.ts';
import { scheduleNamed } from '../objects/subscription-schedule.ts';
import { route } from '../route.ts';

const PATH = '/subscription_schedules';

export const SUBSCRIPTION_SCHEDULES = [
  route('post', PATH, 'SubscriptionScheduleCreate', ({ world, params }) => createSchedule(world, params)),

  route('get', PATH, 'SubscriptionScheduleList', ({ world, params }) => {
    const { customer, scheduled, canceled_at, completed_at, released_at } = params;
    return listAnswer(
      world,
      'subscription_schedule',
      `/v1${PATH}`,
      params,
      (one) =>
        same(customer, one.customer) &&
        (scheduled !== true || one.status === 'not_started') &&
        inRange(one.canceled_at ?? -1, canceled_at) &&
        inRange(one.completed_at ?? -1, completed_at) &&
        inRange(one.released_at ?? -1, released_at),
    );
  }),

  route('get', `${PATH}/:id`, 'Retrieve', ({ world, id }) => scheduleNamed(world, id)),

  route('post', `${PATH}/:id`, 'SubscriptionScheduleUpdate', ({ world, params, id }) =>
    updateSchedule(world, scheduleNamed(world, id), params),
  ),

  route('post', `${PATH}/:id/release`, 'SubscriptionScheduleRelease', ({ world, params, id }) =>
    releaseSchedule(world, scheduleNamed(world, id), params),
  ),

  route('post', `${PATH}/:id/cancel`, 'SubscriptionScheduleCancel', ({ world, params, id }) =>
    cancelSchedule(world, scheduleNamed(world, id), params),
  ),
];
