import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { findBreaches, type Rule } from './support/architecture/rules.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

function readSources(): Record<string, string> {
  const paths = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => `src/${path.replaceAll('\\', '/')}`);
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(ROOT, path), 'utf8')]));
}

test('the house stands as it was drawn', () => {
  const sources = readSources();

  expect(Object.keys(sources)).toContain('src/platform/money.ts');
  expect(findBreaches(sources)).toEqual([]);
});

const ledger = 'src/ledger/book-payment.ts';

describe('a planted breach is found:', () => {
  test.each<[string, Rule, string, string]>([
    ['a room that is not drawn', 'room', 'src/utils/dates.ts', ''],
    ['a file that is not drawn', 'room', 'src/helpers.ts', ''],
    ['upward', 'direction', ledger, `import { findMember } from '../members/find-member.ts';`],
    ['upward for a type', 'direction', ledger, `import type { Member } from '../members/find-member.ts';`],
    ['upward at run time', 'direction', ledger, `await import('../members/find-member.ts');`],
    [
      'upward, over several lines',
      'direction',
      ledger,
      `import {\n  a, // from 'x'\n  b,\n} from "../desk/pages.ts"`,
    ],
    ['upward, from the platform', 'direction', 'src/platform/log.ts', `import '../stripe/client.ts';`],
    ['upward, to the top', 'direction', ledger, `import { createApp } from '../app.ts';`],
    [
      'sideways',
      'direction',
      'src/ask/read-cookie.ts',
      `import { FREQUENCIES } from '../catalog/catalog.ts';`,
    ],
    ['sideways at the top', 'direction', 'src/cli.ts', `import { createWorker } from './worker.ts';`],
    ['into a store', 'store', 'src/members/join.ts', `import { insertPayment } from '../ledger/store.ts';`],
    [
      'into a store, from a store',
      'store',
      'src/members/store.ts',
      `import { x } from '../ledger/store.ts';`,
    ],
    ['into tables', 'tables', 'src/members/join.ts', `import { payments } from '../ledger/tables.ts';`],
    ['a library in rules', 'pure-rules', 'src/ledger/rules.ts', `import { z } from 'zod';`],
    ['a verb in rules', 'pure-rules', 'src/ledger/rules.ts', `import { book } from './book-payment.ts';`],
    [
      'the platform in rules',
      'pure-rules',
      'src/ledger/rules.ts',
      `import { log } from '../platform/log.ts';`,
    ],
    ['Stripe elsewhere', 'stripe', 'src/webhooks/routes.ts', `import Stripe from 'stripe';`],
    ["Stripe's types elsewhere", 'stripe', 'src/webhooks/routes.ts', `import type Stripe from 'stripe';`],
    [
      'a part of Stripe elsewhere',
      'stripe',
      'src/platform/http.ts',
      `import { x } from 'stripe/lib/net.js';`,
    ],
    [
      'Stripe itself in the sandbox',
      'stripe',
      'src/sandbox/stripe/a.ts',
      `import { type Stripe } from 'stripe';`,
    ],
    ['the sandbox in the app', 'sandbox', 'src/app.ts', `await import('./sandbox/mail/app.ts');`],
    ['the sandbox at every start', 'sandbox', 'src/main.ts', `import { a } from './sandbox/mail/app.ts';`],
    [
      'a feature in the sandbox',
      'sandbox',
      'src/sandbox/a.ts',
      `import { b } from '../stripe/frequency.ts';`,
    ],
    ['the environment', 'environment', ledger, 'const url = process.env.URL;'],
    ['the environment in a template', 'environment', ledger, `const url = \`\${\`\${process.env.URL}\`}\`;`],
    ['the environment by its name', 'environment', ledger, `const { URL } = process['env'];`],
    ['the environment taken apart', 'environment', ledger, 'const { env } = process;'],
    ['the environment imported', 'environment', ledger, `import { env } from 'node:process';`],
    ['the clock', 'clock', ledger, 'const now = new Date();'],
    ['the clock without brackets', 'clock', ledger, 'const now = +new Date;'],
    ['the clock as a number', 'clock', ledger, 'const id = Date.now();'],
    ['the clock as a stopwatch', 'clock', ledger, 'const start = performance.now();'],
    [
      'the clock behind a regular expression',
      'clock',
      ledger,
      `const quote = /["'\`/*]/; const now = Date.now();`,
    ],
    ['an index', 'barrel', 'src/ledger/index.ts', ''],
    ['a re-export', 'barrel', 'src/members/all.ts', `export { book } from '../ledger/book-payment.ts';`],
    ['a re-export of everything', 'barrel', 'src/members/all.ts', `export * from './join.ts';`],
    ['a re-export of types', 'barrel', 'src/members/all.ts', `export type { A } from './join.ts';`],
    ['out of the house', 'outside', ledger, `import { a } from '../../test/support/database.ts';`],
    ['an import that cannot be read', 'unreadable', ledger, 'await import(name);'],
    ['an import that is put together', 'unreadable', ledger, `await import(\`../\${room}/a.ts\`);`],
    ['an import that is added up', 'unreadable', ledger, `await import('../members/' + name);`],
  ])('%s', (_what, rule, path, source) => {
    expect(findBreaches({ [path]: source }).map((breach) => [breach.path, breach.rule])).toEqual([
      [path, rule],
    ]);
  });

  test('a circle', () => {
    const breaches = findBreaches({
      'src/ledger/a.ts': `import { b } from './b.ts';`,
      'src/ledger/b.ts': `import { c } from './c.ts';`,
      'src/ledger/c.ts': `import type { a } from './a.ts';`,
      'src/ledger/d.ts': `import { a } from './a.ts';`,
    });

    expect(breaches).toMatchObject([
      { rule: 'circle', detail: 'src/ledger/a.ts → src/ledger/b.ts → src/ledger/c.ts → src/ledger/a.ts' },
    ]);
  });
});

test('what is allowed, or only looks like a breach, is left alone', () => {
  const sources = {
    'src/platform/settings.ts': 'export const url = process.env.URL;',
    'src/platform/time.ts': 'export const now = () => new Date();',
    'src/stripe/client.ts': `import Stripe from 'stripe'; import { a } from '../platform/settings.ts';`,
    'src/ledger/rules.ts': `import { add } from '../platform/money.ts'; import { day } from '../catalog/rules.ts';`,
    'src/ledger/tables.ts': `import { members } from '../catalog/tables.ts'; import { pgTable } from 'drizzle-orm/pg-core';`,
    'src/reports/store.ts': `import { payments } from '../ledger/tables.ts'; import { x } from './tables.ts';`,
    'src/ledger/book-payment.ts': `import { insert } from './store.ts'; export { insert as add }; export const a = 1;`,
    'src/sandbox/stripe/server.ts': `import type Stripe from 'stripe'; import { a } from '../../platform/money.ts';`,
    'src/main.ts': `import type { A } from './sandbox/a.ts'; const { a } = await import('./sandbox/a.ts');
      import version from '../package.json' with { type: 'json' }; process.on('exit', () => {});`,
    'src/desk/pages.ts': `
      // import { a } from '../main.ts'; process.env.X
      /* new Date() */
      const text = "import '../main.ts'; Date.now()" + \`process.env \${html\`new Date()\`} \\\` import('x')\`;
      const pattern = text.replace(/['"\`]import "..\\/main.ts"/g, '') / 2 / 1;
      const day = new Date(text), same = new Date(Date.UTC(2026, 1)), own = { import: 1, performance: { now: 1 } };
      const url = import.meta.url, clock = context.clock.now(), env = job.process.env;`,
  };

  expect(findBreaches(sources)).toEqual([]);
});
