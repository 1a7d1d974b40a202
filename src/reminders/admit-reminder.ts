import type { Request } from 'express';
import type { Admission } from '../platform/http/admission.ts';
import type { Channel } from './rules.ts';

/** Two allowances, so that a flood of addresses does not keep anybody from hiding the ask. */
export type ReminderAdmissions = { byMail: Admission; onDevice: Admission };

/**
 * A mail passes the residence gate; whoever only hides the ask on their own device is not asked where they live.
 * @throws Problem residence-restricted, too-many-requests
 */
export function admitReminder(
  { byMail, onDevice }: ReminderAdmissions,
  request: Request,
  { channel, residence }: { channel: Channel; residence: string | undefined },
): Promise<void> {
  return channel === 'email' ? byMail.admit(request, residence) : onDevice.limit(request);
}
