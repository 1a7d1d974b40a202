import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { createMailer, type Mailer, type OutgoingMail } from '../../src/platform/mail/mailer.ts';
import { judge, type SmtpFailure } from '../../src/platform/mail/outcome.ts';
import { systemClock } from '../../src/platform/time.ts';
import type { MailFault } from '../../src/sandbox/mail/smtp.ts';
import { type MailCatcher, startMailCatcher } from '../../src/sandbox/mail/start-mail-catcher.ts';

let catcher: MailCatcher;
const mailers: Mailer[] = [];
beforeEach(async () => {
  catcher = await startMailCatcher({ clock: systemClock });
});
afterEach(async () => {
  for (const mailer of mailers.splice(0)) mailer.close();
  await catcher.stop();
});

function mailer(smtpUrl = catcher.smtpUrl, patience = { connect: 10_000, mail: 20_000 }): Mailer {
  const made = createMailer({ smtpUrl, patience, sender: { name: 'News', address: 'post@news.example' } });
  mailers.push(made);
  return made;
}

const withPassword = () => catcher.smtpUrl.replace('//', '//user:password@');

const MAIL: OutgoingMail = {
  id: '11111111-2222-4333-8444-555555555555',
  to: 'reader@mail.example',
  subject: 'Your letter',
  text: 'Text',
  html: '<p>Text</p>',
  date: new Date('2026-11-23T10:00:00Z'),
};

describe('what the server does, and what is made of it:', () => {
  test.each<[MailFault, object]>([
    ['none', { kind: 'accepted' }],
    ['tempfail', { kind: 'later', code: 'smtp-451' }],
    ['permfail', { kind: 'refused', code: 'smtp-550' }],
    ['refuse-recipient', { kind: 'refused', code: 'smtp-550' }],
    ['refuse-relaying', { kind: 'later', code: 'smtp-554' }],
    ['refuse-sender', { kind: 'away', code: 'smtp-550' }],
    ['refuse-login', { kind: 'away', code: 'smtp-535' }],
    ['drop', { kind: 'unknown' }],
    ['take-and-drop', { kind: 'unknown' }],
  ])('%s', async (fault, outcome) => {
    catcher.setFault(fault);

    expect(await mailer(withPassword()).send(MAIL)).toMatchObject(outcome);
  });

  test('it takes the mail and never answers', async () => {
    catcher.setFault('hang');

    expect(await mailer(catcher.smtpUrl, { connect: 10_000, mail: 300 }).send(MAIL)).toMatchObject({
      kind: 'unknown',
    });
  });

  test('it never greets', async () => {
    catcher.setFault('silent');

    expect(await mailer(catcher.smtpUrl, { connect: 300, mail: 20_000 }).send(MAIL)).toMatchObject({
      kind: 'away',
    });
  });

  test('it is not there', async () => {
    const made = mailer();
    await catcher.stop();

    expect(await made.send(MAIL)).toMatchObject({ kind: 'away' });
    catcher = await startMailCatcher({ clock: systemClock });
  });

  test('it cuts the connection between two mails: the second goes out by another', async () => {
    const made = mailer();
    await made.send(MAIL);
    const port = Number(new URL(catcher.smtpUrl).port);
    await catcher.stop();
    catcher = await startMailCatcher({ clock: systemClock, smtpPort: port });

    expect(await made.send(MAIL)).toEqual({ kind: 'accepted' });
  });
});

describe('replies are told apart by the command and by what they say:', () => {
  const reply = (command: string, response: string, code = 'EENVELOPE'): SmtpFailure => ({
    code,
    command,
    response,
    responseCode: Number(response.slice(0, 3)),
  });
  test.each<[string, SmtpFailure, boolean, string]>([
    ['a mailbox that does not exist', reply('RCPT TO', '550 5.1.1 no such user'), false, 'refused'],
    ['without an enhanced code', reply('RCPT TO', '550 no such user'), false, 'refused'],
    ['in several lines', reply('RCPT TO', '550-5.1.1 no such\n550 5.1.1 user'), false, 'refused'],
    ['an account that is closed', reply('RCPT TO', '550 5.2.1 disabled'), false, 'refused'],
    ['greylisting', reply('RCPT TO', '450 4.2.0 come back'), false, 'later'],
    ['a mailbox that is full', reply('RCPT TO', '552 5.2.2 full'), false, 'later'],
    ['relaying denied', reply('RCPT TO', '550 5.7.1 relaying denied'), false, 'later'],
    ['our address is bad', reply('RCPT TO', '550 5.1.8 bad sender'), false, 'later'],
    ['a login is asked for', reply('RCPT TO', '530 5.7.0 authenticate first'), false, 'later'],
    ['a login is asked for, plainly', reply('RCPT TO', '530 authenticate first'), false, 'later'],
    ['commands out of order', reply('RCPT TO', '503 sender first'), false, 'later'],
    ['goodbye', reply('RCPT TO', '421 4.3.2 shutting down'), false, 'away'],
    ['the mail is bad', reply('DATA', '554 no', 'EMESSAGE'), true, 'refused'],
    ['the mail is taken for spam', reply('DATA', '550 5.7.1 spam', 'EMESSAGE'), true, 'later'],
    ['no disk', reply('DATA', '452 4.3.1 no space', 'EMESSAGE'), true, 'later'],
    ['no data wanted', reply('DATA', '554 not now'), false, 'later'],
    ['half a line, then the end', reply('CONN', '250 tak', 'ECONNECTION'), true, 'unknown'],
    ['a reset while the mail is sent', { code: 'ESOCKET', command: 'CONN' }, true, 'unknown'],
    ['a reset before', { code: 'ESOCKET', command: 'CONN' }, false, 'away'],
    ['our login', reply('AUTH PLAIN', '535 5.7.8 no', 'EAUTH'), false, 'away'],
    ['our certificate store', { code: 'ETLS', command: 'CONN' }, false, 'away'],
    ['nothing that we know', {}, false, 'away'],
  ])('%s', (_what, failure, handedOver, kind) => {
    expect(judge(failure, handedOver).kind).toBe(kind);
  });
});

describe('what could be read as a header is not:', () => {
  test.each([
    ['in the subject', { subject: 'Hello\r\nBcc: other@mail.example' }],
    ['in the address', { to: 'reader@mail.example\r\nBcc: other@mail.example' }],
    ['in the address, without a line break', { to: 'reader@mail.example, other@mail.example' }],
    ['in the link', { unsubscribeUrl: 'https://a.example/\r\nBcc: other@mail.example' }],
  ])('%s', async (_where, given) => {
    await mailer().send({ ...MAIL, ...given });

    for (const { to, headers } of catcher.messages()) {
      expect(to).toHaveLength(1);
      expect(to).not.toEqual(['other@mail.example']);
      expect(headers.has('bcc')).toBe(false);
    }
  });
});

it('a mail in Russian arrives as it was written', async () => {
  await mailer().send({
    ...MAIL,
    subject: 'Ваше письмо',
    text: 'Здравствуйте!',
    html: '<p>Здравствуйте!</p>',
  });

  expect(catcher.messages()[0]).toMatchObject({
    subject: 'Ваше письмо',
    text: expect.stringContaining('Здравствуйте!'),
    html: expect.stringContaining('Здравствуйте!'),
  });
});

it('nothing tells which program wrote it', async () => {
  await mailer().send(MAIL);

  expect(catcher.messages()[0]?.raw).not.toMatch(/nodemailer|_NmP|x-mailer/i);
});
