import { once } from 'node:events';
import type { Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import type { Envelope } from './mailbox.ts';

/** What the server does with the next mails. */
export const MAIL_FAULTS = [
  'none',
  /** answers the mail with 451: try again */
  'tempfail',
  /** answers the mail with 550: never */
  'permfail',
  /** cuts the connection where that answer is due, so that the sender cannot know */
  'drop',
  /** the same, but it has the mail */
  'take-and-drop',
  /** never gives that answer */
  'hang',
  /** 550 to the recipient */
  'refuse-recipient',
  /** 554 to the recipient: we may not send through it at all */
  'refuse-relaying',
  /** 550 to the sender */
  'refuse-sender',
  /** 535 to any password */
  'refuse-login',
  /** takes the connection and says nothing */
  'silent',
] as const;

export type MailFault = (typeof MAIL_FAULTS)[number];

export type SmtpServer = {
  readonly port: number;
  setFault(fault: MailFault): void;
  /** The next mail is here in whole, and its answer due. */
  nextMail(): Promise<void>;
  stop(): Promise<void>;
};

/** Listens on the loopback interface, and takes any mail from anybody, with or without a password. */
export async function startSmtp(
  port: number,
  deliver: (envelope: Envelope, content: Buffer) => Promise<void>,
): Promise<SmtpServer> {
  let fault: MailFault = 'none';
  const sockets = new Set<Socket>();
  const waiting = new Set<() => void>();

  const server = new SMTPServer({
    // A sender would try STARTTLS wherever it is offered, and then refuse a certificate that nobody signed.
    disabledCommands: ['STARTTLS'],
    authOptional: true,
    allowInsecureAuth: true,
    disableReverseLookup: true,
    closeTimeout: 1_000,
    onConnect(_session, callback) {
      if (fault !== 'silent') callback();
    },
    onAuth(_auth, _session, callback) {
      if (fault === 'refuse-login') callback(refusal(535, '5.7.8 Wrong password'));
      else callback(null, { user: 'anybody' });
    },
    onMailFrom(_address, _session, callback) {
      callback(fault === 'refuse-sender' ? refusal(550, '5.7.1 You may not send as that') : null);
    },
    onRcptTo(_address, _session, callback) {
      if (fault === 'refuse-recipient') callback(refusal(550, '5.1.1 No such mailbox'));
      else callback(fault === 'refuse-relaying' ? refusal(554, '5.7.1 Relay access denied') : null);
    },
    onData(stream, { envelope }, callback) {
      const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
      const to = envelope.rcptTo.map(({ address }) => address);
      const cut = () => {
        for (const socket of sockets) socket.destroy();
      };
      buffer(stream)
        .then(async (content) => {
          for (const tell of waiting) tell();
          waiting.clear();
          if (fault === 'hang') return;
          if (fault === 'drop') return cut();
          if (fault === 'tempfail') return callback(refusal(451, '4.3.0 Try again later'));
          if (fault === 'permfail') return callback(refusal(550, '5.1.1 No such mailbox'));
          await deliver({ from, to }, content);
          if (fault === 'take-and-drop') cut();
          else callback();
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
    nextMail: () => new Promise((resolve) => waiting.add(resolve)),
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
