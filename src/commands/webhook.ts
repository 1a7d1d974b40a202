import type { Command } from 'commander';
import { readSettingsBesideRunning, SettingsError } from '../platform/settings.ts';
import { createStripeClient, type StripeClient } from '../stripe/client.ts';
import type { Endpoint } from '../stripe/webhook-endpoint.ts';
import { endpointWish, fitEndpoint, makeEndpoint } from '../webhooks/fit-endpoint.ts';
import { json, say } from './tools.ts';

type Options = { id?: string; beside?: boolean; json?: boolean };
type Where = { stripe: StripeClient; publicUrl: string };

export function addWebhook(program: Command): void {
  const command = program.command('webhook').description('the endpoint at Stripe that delivers events to us');
  command
    .command('create')
    .description('make it; its secret is shown once, alone on the last line')
    .option('--beside', 'though one delivers to us already: to replace its secret or its API version')
    .addOption(json())
    .action((options: Options) => create(whereOf(), options));
  command
    .command('update')
    .description('bring its address, its events and its status to what they have to be')
    .option('--id <id>', 'which one, where it delivers to another address')
    .addOption(json())
    .action((options: Options) => update(whereOf(), options));
}

/** Before there is an endpoint there is no secret: less has to be set than for the other commands. */
function whereOf(): Where {
  const needed = ['STRIPE_SECRET_KEY', 'PUBLIC_URL'] as const;
  const { STRIPE_SECRET_KEY, PUBLIC_URL, STRIPE_API_URL } = readSettingsBesideRunning(undefined, needed);
  if (STRIPE_SECRET_KEY === undefined) throw new SettingsError(['STRIPE_SECRET_KEY: missing']);
  if (PUBLIC_URL === undefined) throw new SettingsError(['PUBLIC_URL: missing']);
  return { stripe: createStripeClient({ STRIPE_SECRET_KEY, STRIPE_API_URL }), publicUrl: PUBLIC_URL };
}

async function create(where: Where, options: Options): Promise<void> {
  const { endpoint, secret, others } = await makeEndpoint(where, { beside: options.beside === true });
  if (endpoint === null) {
    return refuse(
      `${idsOf(others)} delivers to us already: "webhook update" brings it up to date; "webhook create --beside" makes another that is to replace it.`,
    );
  }
  const next =
    others.length === 0
      ? ['Set STRIPE_WEBHOOK_SECRETS to:']
      : [
          `Add this to STRIPE_WEBHOOK_SECRETS beside the old one and restart; then delete ${idsOf(others)} at Stripe,`,
          'and take the old secret out:',
        ];
  const head = `${endpoint.id} delivers ${endpoint.eventTypes.length} types of events to ${endpoint.url}.`;
  say(options.json, { id: endpoint.id, secret }, [head, ...next, secret].join('\n'));
}

async function update(where: Where, options: Options): Promise<void> {
  const fitted = await fitEndpoint(where, { id: options.id });
  if (fitted.endpoint === null) {
    const { candidates } = fitted;
    const choose = candidates.length === 0 ? '' : ` There is ${idsOf(candidates)}: choose by --id.`;
    const { webhookUrl } = endpointWish(where);
    return refuse(
      `There is not just one endpoint that delivers to ${webhookUrl}. "webhook create" makes one.${choose}`,
    );
  }
  const { endpoint, mended, left, hasOurVersion } = fitted;
  const text = [
    ...mended.map((fault) => `Mended: ${fault}.`),
    ...left.map((fault) => `Left: ${fault}.`),
    ...(hasOurVersion
      ? []
      : [
          'An API version cannot be changed: "webhook create --beside" makes an endpoint that is to replace it.',
        ]),
    ...(mended.length + left.length === 0 ? [`${endpoint.id} fits.`] : []),
  ];
  say(options.json, { id: endpoint.id, mended, left }, text.join('\n'));
  if (left.length > 0) process.exitCode = 1;
}

function idsOf(endpoints: Endpoint[]): string {
  return endpoints.map(({ id }) => id).join(' and ');
}

/** Said in plain words, with status 1. */
function refuse(message: string): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
}
