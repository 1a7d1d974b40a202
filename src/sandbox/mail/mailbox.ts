import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import type { Clock } from '../../platform/time.ts';

export type CaughtMail = {
  /** Counts up from 1: the order in which they came. */
  readonly id: number;
  readonly receivedAt: Date;
  /** As the mail says it. */
  readonly from: string;
  /** The addresses it was really sent to (SMTP's RCPT), whatever its To says. */
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string | undefined;
  /** Names in lower case, values unfolded; of a repeated header the first. */
  readonly headers: ReadonlyMap<string, string>;
  readonly raw: string;
};

export type Envelope = { readonly from: string; readonly to: readonly string[] };

export type Mailbox = {
  /** Oldest first. */
  messages(): CaughtMail[];
  store(envelope: Envelope, content: Buffer): Promise<void>;
  /** The first mail, here already or yet to come, of which `predicate` holds. */
  waitFor(predicate: (mail: CaughtMail) => boolean): Promise<CaughtMail>;
};

type Waiter = { predicate: (mail: CaughtMail) => boolean; resolve: (mail: CaughtMail) => void };

/** Keeps mails in memory, and as .eml files in `directory` where one is given, from which the next start reads them. */
export async function openMailbox(directory: string | undefined, clock: Clock): Promise<Mailbox> {
  const mails = directory === undefined ? [] : await readAll(directory);
  const waiters = new Set<Waiter>();
  let lastId = mails.at(-1)?.id ?? 0;

  return {
    messages: () => [...mails],

    async store(envelope, content) {
      lastId += 1;
      const id = lastId;
      const receivedAt = clock.now();
      const delivered = Buffer.concat([Buffer.from(deliveryHeaders(envelope)), content]);
      if (directory !== undefined)
        await writeFile(join(directory, fileName(id, receivedAt)), delivered, { mode: 0o600 });
      const mail = await readMail(id, receivedAt, delivered);
      mails.push(mail);
      mails.sort((one, other) => one.id - other.id);
      for (const waiter of waiters) {
        if (!waiter.predicate(mail)) continue;
        waiters.delete(waiter);
        waiter.resolve(mail);
      }
    },

    waitFor(predicate) {
      const here = mails.find(predicate);
      if (here !== undefined) return Promise.resolve(here);
      return new Promise((resolve) => waiters.add({ predicate, resolve }));
    },
  };
}

/** What a mail server adds on final delivery (RFC 5321, 4.4), so that the file alone tells the envelope. */
function deliveryHeaders({ from, to }: Envelope): string {
  return [`Return-Path: <${from}>`, ...to.map((address) => `Delivered-To: ${address}`), ''].join('\r\n');
}

/** `000007-2026-11-23T08-49-32.123Z.eml`: sorts by arrival, and has no colon, which Windows forbids. */
function fileName(id: number, receivedAt: Date): string {
  return `${String(id).padStart(6, '0')}-${receivedAt.toISOString().replaceAll(':', '-')}.eml`;
}

const FILE_NAME =
  /^(?<id>\d{6,})-(?<day>\d{4}-\d\d-\d\d)T(?<hour>\d\d)-(?<minute>\d\d)-(?<rest>[\d.]+Z)\.eml$/;

async function readAll(directory: string): Promise<CaughtMail[]> {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const mails: CaughtMail[] = [];
  for (const name of readdirSync(directory)) {
    const parts = FILE_NAME.exec(name)?.groups;
    if (parts === undefined) continue;
    const receivedAt = new Date(`${parts.day}T${parts.hour}:${parts.minute}:${parts.rest}`);
    mails.push(await readMail(Number(parts.id), receivedAt, readFileSync(join(directory, name))));
  }
  return mails.sort((one, other) => one.id - other.id);
}

async function readMail(id: number, receivedAt: Date, content: Buffer): Promise<CaughtMail> {
  const parsed = await simpleParser(content);
  const lines = parsed.headerLines.map(({ key, line }) => ({
    key,
    value: line
      .slice(line.indexOf(':') + 1)
      .replace(/\r?\n(?=[ \t])/g, '')
      .trim(),
  }));
  return {
    id,
    receivedAt,
    from: parsed.from?.text ?? '',
    to: lines.filter(({ key }) => key === 'delivered-to').map(({ value }) => value),
    subject: parsed.subject ?? '',
    text: parsed.text ?? '',
    html: parsed.html === false ? undefined : parsed.html,
    headers: new Map(lines.reverse().map(({ key, value }) => [key, value])),
    raw: content.toString('utf8'),
  };
}
