/**
 * Floors of a checkout: Express 5, zod and one durable INSERT; under `/with-stripe`, the same and then one call to the
 * Stripe stub by the real SDK.
 */
import { randomUUID } from 'node:crypto';
import express from 'express';
import pg from 'pg';
import Stripe from 'stripe';
import { z } from 'zod';
import { environment } from './environment.ts';

const pool = new pg.Pool({ connectionString: environment('DATABASE_URL'), max: 16 });
const stripe = new Stripe(environment('STRIPE_SECRET_KEY'), {
  host: '127.0.0.1',
  port: new URL(environment('STRIPE_API_URL')).port,
  protocol: 'http',
  telemetry: false,
});
const INSERT = {
  name: 'insert',
  text: 'insert into checkouts (id, frequency, amount, currency) values ($1, $2, $3, $4)',
};
const Body = z.strictObject({
  frequency: z.enum(['once', 'monthly', 'annual']),
  amount: z.int().positive(),
  currency: z.string().regex(/^[a-z]{3}$/),
  coverCosts: z.boolean().default(false),
  locale: z.enum(['en', 'ru']).default('en'),
  campaign: z.string().max(64).optional(),
  source: z.string().max(64).optional(),
});

async function insert(body: unknown) {
  const { frequency, amount, currency } = Body.parse(body);
  const id = randomUUID();
  await pool.query({ ...INSERT, values: [id, frequency, amount, currency] });
  return { id, amount, currency };
}

const app = express();
app.post('/v1/checkouts', express.json(), async (request, response) => {
  response.status(201).json(await insert(request.body));
});
app.post('/with-stripe/v1/checkouts', express.json(), async (request, response) => {
  const { id, amount, currency } = await insert(request.body);
  const session = await stripe.checkout.sessions.create(
    {
      mode: 'payment',
      client_reference_id: id,
      metadata: { contribution: id },
      success_url: 'https://news.example/thank-you',
      line_items: [
        {
          quantity: 1,
          price_data: { currency, unit_amount: amount, product_data: { name: 'Contribution' } },
        },
      ],
    },
    { idempotencyKey: id },
  );
  response.status(201).json({ id, url: session.url });
});
app.get('/healthz', (_request, response) => void response.send('ready'));
app.listen(Number(environment('PORT')), '127.0.0.1');
