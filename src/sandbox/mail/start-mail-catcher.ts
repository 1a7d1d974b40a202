import type { Express } from 'express';
import type { Clock } from '../../platform/time.ts';
import { createMailApp } from './app.ts';
import { type CaughtMail, openMailbox } from './mailbox.ts';
import { type MailFault, startSmtp } from './smtp.ts';

export type MailCatcher = {
  /** For `SMTP_URL`. */
  readonly smtpUrl: string;
  /** Pages to read what was caught; mount it anywhere. */
  readonly app: Express;
  /** Oldest first. */
  messages(): CaughtMail[];
  /** The first mail, here already or yet to come, of which `predicate` holds. */
  waitFor(predicate: (mail: CaughtMail) => boolean): Promise<CaughtMail>;
  setFault(fault: MailFault): void;
  /** The next mail is here in whole, and its answer due, whatever that will be. */
  nextMail(): Promise<void>;
  stop(): Promise<void>;
};

export type MailCatcherOptions = {
  /** Where mails are kept as .eml files; absent: in memory alone. */
  readonly directory?: string;
  /** Absent: any that is free. */
  readonly smtpPort?: number;
  readonly clock: Clock;
};

/** A mail server that lets nothing out: takes every mail on the loopback interface and shows it. */
export async function startMailCatcher(options: MailCatcherOptions): Promise<MailCatcher> {
  const mailbox = await openMailbox(options.directory, options.clock);
  const smtp = await startSmtp(options.smtpPort ?? 0, mailbox.store);
  return {
    smtpUrl: `smtp://127.0.0.1:${smtp.port}`,
    app: createMailApp(mailbox),
    messages: mailbox.messages,
    waitFor: mailbox.waitFor,
    setFault: smtp.setFault,
    nextMail: smtp.nextMail,
    stop: smtp.stop,
  };
}
