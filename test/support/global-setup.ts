import { execFileSync } from 'node:child_process';
import type { TestProject } from 'vitest/node';
import { startTestCluster, type TestCluster } from './cluster.ts';
import { bundlePrograms } from './programs.ts';

declare module 'vitest' {
  interface ProvidedContext {
    cluster: TestCluster;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // Tests that start whole processes start what production does: the built code.
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json']);
  await bundlePrograms();
  const { url, template, stop } = await startTestCluster(process.env.TEST_DATABASE_URL);
  project.provide('cluster', { url, template });
  return stop;
}
