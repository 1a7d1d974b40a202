/** Floor of the webhook: node:http, Stripe's signature, one durable INSERT of the body by its id. Nothing is applied. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import pg from 'pg';
import { environment } from './environment.ts';

const pool = new pg.Pool({ connectionString: environment('DATABASE_URL'), max: 16 });
const secret = environment('STRIPE_WEBHOOK_SECRETS');
const INSERT = {
  name: 'insert',
  text: 'insert into events (id, body) values ($1, $2) on conflict (id) do nothing',
};

function isSigned(body: Buffer, header: string): boolean {
  const [, seconds, given] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(header) ?? [];
  if (seconds === undefined || given === undefined) return false;
  if (Math.abs(Date.now() / 1_000 - Number(seconds)) > 300) return false;
  const expected = createHmac('sha256', secret).update(`${seconds}.`).update(body).digest();
  return timingSafeEqual(expected, Buffer.from(given, 'hex'));
}

async function accept(body: Buffer, header: string, response: ServerResponse): Promise<void> {
  if (!isSigned(body, header)) {
    refuse(response, 400);
    return;
  }
  const text = body.toString();
  const { id }: { id: string } = JSON.parse(text);
  await pool.query({ ...INSERT, values: [id, text] });
  response.end('{"received":true}');
}

function refuse(response: ServerResponse, status: number): void {
  response.statusCode = status;
  response.end();
}

createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    if (request.method === 'GET') response.end('ready');
    else
      accept(Buffer.concat(chunks), String(request.headers['stripe-signature']), response).catch(() =>
        refuse(response, 503),
      );
  });
}).listen(Number(environment('PORT')), '127.0.0.1');
