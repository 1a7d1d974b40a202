import { answerDispute } from '../actions/answer-dispute.ts';
import { advanceDispute, disputeOf } from '../actions/dispute.ts';
import { invalidRequest, refuseUnserved } from '../errors.ts';
import { listAnswer, same } from '../list.ts';
import { isInquiry, isOver } from '../objects/dispute.ts';
import { route } from '../route.ts';

const PATH = '/disputes';

export const DISPUTES = [
  route('get', PATH, 'DisputeList', ({ world, params }) =>
    listAnswer(
      world,
      'dispute',
      `/v1${PATH}`,
      params,
      (dispute) => same(params.charge, dispute.charge) && same(params.payment_intent, dispute.payment_intent),
    ),
  ),

  route('get', `${PATH}/:id`, 'Retrieve', ({ world, id }) => disputeOf(world, id)),

  route('post', `${PATH}/:id`, 'DisputeUpdate', ({ world, params, id }) => {
    refuseUnserved(params, 'evidence metadata submit');
    return answerDispute(world, id, params);
  }),

  route('post', `${PATH}/:id/close`, 'Retrieve', ({ world, id }) => {
    const { status } = disputeOf(world, id);
    if (status === 'needs_response' || status === 'under_review') return advanceDispute(world, id, 'lost');
    if (isInquiry(status) && !isOver(status)) return advanceDispute(world, id, 'warning_closed');
    throw invalidRequest(`This dispute is ${status}: there is nothing to give up.`);
  }),
];
