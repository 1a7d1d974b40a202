import type { Controls } from '../controls.ts';
import { unknownRoute } from '../errors.ts';

/** What a button of the home page does. @throws StripeFault where it cannot be done any more. */
export function act(controls: Controls, action: string, id: string): void {
  switch (action) {
    case 'advance-day':
      controls.advance({ days: 1 });
      return;
    case 'advance-month':
      controls.advance({ months: 1 });
      return;
    case 'advance-year':
      controls.advance({ months: 12 });
      return;
    case 'expire':
      controls.expire(id);
      return;
    case 'renew':
      controls.renew(id);
      return;
    case 'renew-declined':
      controls.renew(id, 'declined');
      return;
    case 'succeed':
    case 'fail':
      controls.settle(id, action);
      return;
    case 'deliver':
      controls.redeliver(id);
      return;
    default:
      throw unknownRoute('POST', `/actions/${action}`);
  }
}
