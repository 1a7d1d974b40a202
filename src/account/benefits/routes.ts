import { z } from 'zod';
import type { Context } from '../../platform/context.ts';
import { type Route, route } from '../../platform/http/route.ts';
import { hasBenefits } from './find-benefits.ts';
import { publicKeys } from './keys.ts';
import { createBenefitsSigner } from './sign-benefits.ts';

const BenefitsDocument = z
  .object({
    token: z.string().nullable().meta({
      description:
        'A JWT signed with EdDSA: `{benefits: ["hide-ask"], iat, exp}`, without a subject. null: no benefits',
    }),
    expiresAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Benefits' });

const KeysDocument = z
  .object({
    keys: z.array(
      z.object({
        kty: z.literal('OKP'),
        crv: z.literal('Ed25519'),
        x: z.string(),
        kid: z.string(),
        alg: z.literal('EdDSA'),
        use: z.literal('sig'),
      }),
    ),
  })
  .meta({ id: 'BenefitsKeys', description: 'RFC 7517' });

/** The same for everybody, and for any page. */
const KEYS_HEADERS = {
  'Cache-Control': 'public, max-age=300',
  'Access-Control-Allow-Origin': '*',
  'Cross-Origin-Resource-Policy': 'cross-origin',
};

const NOBODY = { token: null, expiresAt: null };

export function benefitsRoutes(context: Context): Route[] {
  const signed = createBenefitsSigner(context);
  const keys = publicKeys(context.keyring);
  return [
    route({
      method: 'get',
      path: '/v1/benefits',
      tag: 'Members',
      summary:
        'What this browser’s reader has from being a member, as a token that the site verifies by itself',
      description:
        'By the session, or by the cookie gw_ask. Whoever has nothing gets the same answer, whatever the reason. Good for ten minutes at most; nothing is answered once a membership has ended.',
      answers: { 200: { description: 'A token, or none', schema: BenefitsDocument } },
      handle: async ({ request }) => {
        if (!(await hasBenefits(context, request))) return { status: 200, json: NOBODY };
        const { token, expiresAt } = await signed();
        return { status: 200, json: { token, expiresAt: expiresAt.toISOString() } };
      },
    }),
    route({
      method: 'get',
      path: '/.well-known/jwks.json',
      tag: 'Members',
      summary: 'The keys that verify those tokens',
      description: 'One for each key of the ring, also for those that do not sign yet, or no longer.',
      answers: { 200: { description: 'A key set', schema: KeysDocument } },
      handle: async () => ({ status: 200, json: { keys: await keys }, headers: KEYS_HEADERS }),
    }),
  ];
}
