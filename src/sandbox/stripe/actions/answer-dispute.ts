import type Stripe from 'stripe';
import { invalidRequest } from '../errors.ts';
import { emitUpdate } from '../events.ts';
import { mergeMetadata } from '../metadata.ts';
import { isInquiry, isOver } from '../objects/dispute.ts';
import type { Received, Wire } from '../wire.ts';
import type { World } from '../world.ts';
import { advanceDispute, disputeOf } from './dispute.ts';

type Dispute = Wire<Stripe.Dispute>;

/** Keeps evidence, and sends it to the bank unless told not to. Stripe's test words decide at once. */
export function answerDispute(world: World, id: string, params: Received<'DisputeUpdate'>): Dispute {
  const before = disputeOf(world, id);
  const { evidence, metadata, submit = evidence !== undefined } = params;
  if (evidence && isOver(before.status)) {
    throw invalidRequest(`This dispute is already ${before.status}: it takes no more evidence.`);
  }
  const kept = world.store.put('dispute', {
    ...before,
    evidence: { ...before.evidence, ...given(evidence) },
    evidence_details: {
      ...before.evidence_details,
      has_evidence: before.evidence_details.has_evidence || evidence !== undefined,
    },
    metadata: mergeMetadata(before.metadata, metadata),
  });
  if (submit && kept.evidence_details.has_evidence && !isOver(kept.status))
    return submitEvidence(world, kept);
  emitUpdate(world, 'charge.dispute.updated', before, kept);
  return kept;
}

/** Texts only: files are not served. An empty string takes a text out. */
function given(evidence: Received<'DisputeUpdate'>['evidence'] = {}): Partial<Dispute['evidence']> {
  const texts = Object.entries(evidence).filter(([, value]) => typeof value === 'string');
  return Object.fromEntries(texts.map(([key, value]) => [key, value === '' ? null : value]));
}

function submitEvidence(world: World, dispute: Dispute): Dispute {
  const { id, status, evidence, evidence_details: details } = dispute;
  const sent = world.store.put('dispute', {
    ...dispute,
    evidence_details: {
      ...details,
      submission_count: details.submission_count + 1,
      submission_method: 'manual',
    },
  });
  const inquiry = isInquiry(status);
  const reviewed = status.endsWith('needs_response')
    ? advanceDispute(world, id, inquiry ? 'warning_under_review' : 'under_review')
    : sent;
  if (reviewed === sent) emitUpdate(world, 'charge.dispute.updated', dispute, sent);
  switch (evidence.uncategorized_text) {
    case 'winning_evidence':
      return advanceDispute(world, id, inquiry ? 'warning_closed' : 'won');
    case 'losing_evidence':
      return advanceDispute(world, id, inquiry ? 'warning_closed' : 'lost');
    case 'escalate_inquiry_evidence':
      return inquiry ? advanceDispute(world, id, 'needs_response') : reviewed;
    default:
      return reviewed;
  }
}
