import type { Context } from '../context.ts';
import type { Database } from '../database.ts';
import type { Letter } from './letter.ts';

/** A mail as it is about to go out. The address is in memory for as long as that takes. */
export type Mail = {
  to: string;
  letter: Letter;
  /** where one click, without a page, ends it (RFC 8058); absent for mail that is asked for one at a time */
  unsubscribeUrl?: string | undefined;
};

/**
 * What became of a mail, once that is settled. `sent`: a server took it. `unheard`: it was handed over twice, and each time
 * the answer was lost. `refused`: for good, so this address gets no more. `late`: it was not worth sending any more.
 */
export type MailFate = 'sent' | 'unheard' | 'refused' | 'late';

/** One kind of mail: made by the feature that it belongs to, from what is stored about its subject. */
export type MailKind<In extends Context = Context> = {
  /**
   * @returns null where nothing is to be sent after all: then it is forgotten, and `settle` is not called; a date, where it
   *   is not to go out before: then it is asked again, unless it is no longer worth sending by that time
   */
  compose(context: In, database: Database, subject: string): Promise<Mail | Date | null>;
  /** Called once, in the transaction that deletes the mail. */
  settle(context: In, database: Database, subject: string, fate: MailFate): Promise<void>;
};
