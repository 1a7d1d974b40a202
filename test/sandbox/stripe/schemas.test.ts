import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { generateSchemas } from '../../../scripts/generate-stripe-schemas.ts';

it('are those that the types of this SDK make', () => {
  const committed = readFileSync(
    new URL('../../../src/sandbox/stripe/parameters.schema.json', import.meta.url),
    'utf8',
  );
  expect(committed).toBe(generateSchemas());
}, 120_000);
