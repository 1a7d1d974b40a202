import type { Command } from 'commander';
import { readSettingsBesideRunning, SettingsError } from '../platform/settings.ts';
import { createStripeClient, type StripeClient } from '../stripe/client.ts';
import {
  createEndpoint,
  type Endpoint,
  type EndpointWish,
  faultsOf,
  hasOurVersion,
  listEndpoints,
  updateEndpoint,
} from '../stripe/webhook-endpoint.ts';
import { EVENT_TYPES } from '../webhooks/table.ts';
import { json, say } from './tools.ts';

type Options = { id?: string; beside?: boolean; json?: boolean };

export function addWebhook(program: Command): void {
  const command = program.command('webhook').description('the endpoint at Stripe that delivers events to us');
  command
    .command('create')
    .description('make it; its secret is shown once, alone on the last line')
    .option('--beside', 'though one delivers to us already: to replace its secret or its API version')
    .addOption(json())
    .action((options: Options) => withStripe((stripe, wish) => create(stripe, wish, options)));
  command
    .command('update')
    .description('bring its address, its events and its status to what they have to be')
    .option('--id <id>', 'which one, where it delivers to another address')
    .addOption(json())
    .action((options: Options) => withStripe((stripe, wish) => update(stripe, wish, options)));
}

/** Before there is an endpoint there is no secret: less has to be set than for the other commands. */
async function withStripe(work: (stripe: StripeClient, wish: EndpointWish) => Promise<void>): Promise<void> {
  const { STRIPE_SECRET_KEY, PUBLIC_URL, STRIPE_API_URL } = readSettingsBesideRunning();
  if (STRIPE_SECRET_KEY === undefined || PUBLIC_URL === undefined) {
    const needed = { STRIPE_SECRET_KEY, PUBLIC_URL };
    throw new SettingsError(
      Object.entries(needed).flatMap(([name, value]) => (value === undefined ? [`${name}: missing`] : [])),
    );
  }
  const wish = { webhookUrl: `${PUBLIC_URL}/webhooks/stripe`, eventTypes: EVENT_TYPES };
  await work(createStripeClient({ STRIPE_SECRET_KEY, STRIPE_API_URL }), wish);
}

async function create(stripe: StripeClient, wish: EndpointWish, options: Options): Promise<void> {
  const { endpoints } = await listEndpoints(stripe);
  const ours = endpoints.filter(({ url }) => url === wish.webhookUrl);
  if (ours.length > 0 && !options.beside) {
    return refuse(
      `${idsOf(ours)} delivers to ${wish.webhookUrl} already: "webhook update" brings it up to date; "webhook create --beside" makes another that is to replace it.`,
    );
  }
  const { endpoint, secret } = await createEndpoint(stripe, wish);
  const text = [
    `${endpoint.id} delivers ${endpoint.eventTypes.length} types of events to ${endpoint.url}.`,
    ...(ours.length === 0
      ? ['Set STRIPE_WEBHOOK_SECRETS to:']
      : [
          `Add this to STRIPE_WEBHOOK_SECRETS, restart, then delete ${idsOf(ours)} at Stripe, and take the old secret out`,
          'three days later, when Stripe has stopped to deliver again what it signed with it:',
        ]),
    secret,
  ];
  say(options.json, { id: endpoint.id, secret }, text.join('\n'));
}

async function update(stripe: StripeClient, wish: EndpointWish, options: Options): Promise<void> {
  const { endpoints: all } = await listEndpoints(stripe);
  const candidates = all.filter(({ id, url }) =>
    options.id === undefined ? url === wish.webhookUrl : id === options.id,
  );
  const [endpoint, ...others] = candidates;
  if (endpoint === undefined) {
    const elsewhere = all.length === 0 ? '' : ` Elsewhere deliver: ${idsOf(all)}; choose by --id.`;
    return refuse(`No endpoint delivers to ${wish.webhookUrl}: "webhook create" makes one.${elsewhere}`);
  }
  if (others.length > 0) return refuse(`${idsOf(candidates)} deliver to us: choose by --id.`);
  const faults = faultsOf(endpoint, wish);
  const updated = faults.length === 0 ? endpoint : await updateEndpoint(stripe, endpoint.id, wish);
  const left = faultsOf(updated, wish);
  const mended = faults.filter((fault) => !left.includes(fault));
  const text = [
    ...mended.map((fault) => `Mended: ${fault}.`),
    ...left.map((fault) => `Left: ${fault}.`),
    ...(hasOurVersion(updated)
      ? []
      : [
          'An API version cannot be changed: "webhook create --beside" makes an endpoint that is to replace it.',
        ]),
    ...(faults.length === 0 ? [`${endpoint.id} fits.`] : []),
  ];
  say(options.json, { id: endpoint.id, mended, left }, text.join('\n'));
  if (left.length > 0) process.exitCode = 1;
}

function idsOf(endpoints: Endpoint[]): string {
  return endpoints.map(({ id }) => id).join(' and ');
}

function refuse(message: string): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
}
