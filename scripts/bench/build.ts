import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Under the project, so that its packages are found from there; on disk, because durable writes are measured. */
export const BENCH_ROOM = join(ROOT, '.data');

export const GROUNDSWELL = join(ROOT, 'dist', 'main.js');

const PROGRAMS = ['driver', 'webhook-floor', 'constant-floor', 'checkout-floor', 'stripe-stub'] as const;
export type ProgramName = (typeof PROGRAMS)[number];

/** @throws Error when the sources do not compile */
export function buildGroundswell(): void {
  const compiler = join(ROOT, 'node_modules', '.bin', 'tsc');
  const { status } = spawnSync(compiler, ['-p', 'tsconfig.build.json'], { cwd: ROOT, stdio: 'inherit' });
  if (status !== 0) throw new Error('the build failed');
}

/** Floors and driver run as plain JavaScript, as Groundswell does: no loader takes its share. */
export async function buildPrograms(room: string): Promise<void> {
  await build({
    entryPoints: PROGRAMS.map((name) => join(import.meta.dirname, 'programs', `${name}.ts`)),
    outdir: room,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
  });
}

export function programFile(room: string, name: ProgramName): string {
  return join(room, `${name}.mjs`);
}
