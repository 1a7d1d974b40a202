import type { Readable } from 'node:stream';
import { createTransport } from 'nodemailer';
import { z } from 'zod';
import { SECOND } from '../time.ts';
import { judge, type Outcome, type SmtpFailure } from './outcome.ts';
import { domainOf, type Sender } from './sender.ts';

/** A mail in its final form, but for the sender. */
export type OutgoingMail = {
  /** the same at every try: its Message-ID is made of it */
  id: string;
  to: string;
  subject: string;
  text: string;
  html: string;
  date: Date;
  unsubscribeUrl?: string | undefined;
};

/** The process's connections to the mail server. */
export type Mailer = {
  /** Never throws: what became of it is the answer. @param hurry aborted when no answer is waited for any more */
  send(mail: OutgoingMail, hurry?: AbortSignal): Promise<Outcome>;
  /** Idle connections close at once, others when their mail is through. */
  close(): void;
};

export type WithMailer = { /** undefined where no mail server is set */ mailer: Mailer | undefined };

/** How many are on their way at once. */
export const AT_ONCE = 5;

/**
 * How long is waited: to be connected and greeted, and for the whole of one mail, whose last answer may take a server that
 * looks into it a while.
 */
export const PATIENCE = { connect: 10 * SECOND, mail: 60 * SECOND };

export type MailerOptions = { smtpUrl: string; sender: Sender; patience?: typeof PATIENCE };

/** Nothing is connected to before the first mail. */
export function createMailer({ smtpUrl, sender, patience = PATIENCE }: MailerOptions): Mailer {
  /** the mails on their way, as they are read to be sent */
  const streams = new Map<string, Readable>();
  const domain = domainOf(sender);
  const transport = createTransport({
    url: smtpUrl,
    pool: true,
    maxConnections: AT_ONCE,
    connectionTimeout: patience.connect,
    greetingTimeout: patience.connect,
    dnsTimeout: patience.connect,
    socketTimeout: patience.mail,
    // The name of this machine is nobody's business.
    name: domain,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  transport.use('stream', ({ data, message }, done) => {
    message.processFunc((stream) => {
      streams.set(data.messageId ?? '', stream);
      return stream;
    });
    done();
  });

  return {
    async send(mail, hurry) {
      const timeout = AbortSignal.timeout(patience.mail);
      const messageId = `<${mail.id}@${domain}>`;
      const message = {
        ...compose(mail),
        from: sender,
        messageId,
        signal: hurry ? AbortSignal.any([timeout, hurry]) : timeout,
      };
      try {
        await transport.sendMail(message);
        return { kind: 'accepted' };
      } catch (error) {
        return judge(readFailure(error), streams.get(messageId)?.readableDidRead ?? false);
      } finally {
        streams.delete(messageId);
      }
    },
    close: () => transport.close(),
  };
}

function compose({ to, subject, text, html, date, unsubscribeUrl }: OutgoingMail) {
  return {
    // As an object it is taken for one address, whatever is in it.
    to: { name: '', address: to },
    subject,
    text,
    html,
    date,
    xMailer: false as const,
    // Its own would say which program wrote it.
    boundaryPrefix: '--',
    headers: {
      'Auto-Submitted': 'auto-generated',
      // RFC 8058: a mail program posts to it, without showing a page.
      ...(unsubscribeUrl !== undefined && {
        'List-Unsubscribe': `<${unsubscribeUrl}>`,
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      }),
    },
  };
}

const Failure = z.object({
  code: z.string().optional().catch(undefined),
  command: z.string().optional().catch(undefined),
  responseCode: z.number().optional().catch(undefined),
  response: z.string().optional().catch(undefined),
});

function readFailure(error: unknown): SmtpFailure {
  return error instanceof Error ? Failure.parse(error) : {};
}
