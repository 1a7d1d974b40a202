import { once } from 'node:events';
import type { Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import type { Envelope } from './mailbox.ts';

/**
 * What the server does with the next mails: take them, answer 451 (try again), answer 550 (never), or cut the
 * connection where the answer is due, so that the sender cannot know.
 */
export const MAIL_FAULTS = ['none', 'tempfail', 'permfail', 'drop'] as const;

export type MailFault = (typeof MAIL_FAULTS)[number];

export type SmtpServer = {
  readonly port: number;
  setFault(fault: MailFault): void;
  stop(): Promise<void>;
};

/** Listens on the loopback interface, and takes any mail from anybody, with or without a password. */
export async function startSmtp(
  port: number,
  deliver: (envelope: Envelope, content: Buffer) => Promise<void>,
): Promise<SmtpServer> {
  let fault: MailFault = 'none';
  const sockets = new Set<Socket>();

  const server = new SMTPServer({
    // A sender would try STARTTLS wherever it is offered, and then refuse a certificate that nobody signed.
    disabledCommands: ['STARTTLS'],
    authOptional: true,
    allowInsecureAuth: true,
    disableReverseLookup: true,
    closeTimeout: 1_000,
    onAuth: (_auth, _session, callback) => callback(null, { user: 'anybody' }),
    onData(stream, { envelope }, callback) {
      const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
      const to = envelope.rcptTo.map(({ address }) => address);
      buffer(stream)
        .then(async (content) => {
          if (fault === 'drop') for (const socket of sockets) socket.destroy();
          else if (fault === 'tempfail') callback(refusal(451, '4.3.0 Try again later'));
          else if (fault === 'permfail') callback(refusal(550, '5.1.1 No such mailbox'));
          else callback(await deliver({ from, to }, content).then(() => null));
        })
        .catch(() => callback(refusal(451, '4.3.0 Could not be stored')));
    },
  });
  // Clients that go away in the middle are no news here.
  server.on('error', () => {});
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(port, '127.0.0.1');
  await once(server.server, 'listening');
  const address = server.server.address();

  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    setFault(next) {
      fault = next;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(resolve);
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function refusal(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
