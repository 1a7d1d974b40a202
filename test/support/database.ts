import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import { databaseUrl, run } from './cluster.ts';

export type TestDatabase = { readonly url: string; drop(): Promise<void> };

/** A migrated database of one's own, copied file by file from the run's template. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { url, template } = inject('cluster');
  const name = `${template.replace(/template$/, '')}${randomUUID().replaceAll('-', '')}`;
  await run(url, `CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY FILE_COPY`);
  return {
    url: databaseUrl(url, name),
    async drop() {
      await run(url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}
