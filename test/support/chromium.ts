import { execFile, spawnSync } from 'node:child_process';
import { lstatSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

export type Chromium = { readonly executablePath: string; readonly env: Record<string, string> };

/**
 * The browser that comes inside an npm package, with the libraries and the font that a bare machine lacks; undefined
 * where the package has none for this machine (then the system's Chrome is used).
 */
export async function findChromium(): Promise<Chromium | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  const folder = await unpack();
  const executablePath = join(folder, 'chromium');
  const fonts = { HOME: folder, FONTCONFIG_FILE: join(folder, 'groundswell-fonts.conf') };
  // The libraries of the package want a glibc of 2022 (2.34); older systems may have libraries of their own.
  for (const env of [{ ...fonts, LD_LIBRARY_PATH: join(folder, 'al2023', 'lib') }, fonts]) {
    if (spawnSync(executablePath, ['--version'], { env }).status === 0) return { executablePath, env };
  }
  const { stderr } = spawnSync(executablePath, ['--version'], { env: fonts, encoding: 'utf8' });
  throw new Error(`the browser of @sparticuz/chromium does not run here: ${stderr}`);
}

const UNPACK = "import chromium from '@sparticuz/chromium'; await chromium.executablePath();";

/** Unpacked once per version and user, beside its place and renamed into it: test files start at the same time. */
async function unpack(): Promise<string> {
  const main = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const manifest: unknown = JSON.parse(readFileSync(join(dirname(main), '..', '..', 'package.json'), 'utf8'));
  const { version } = z.object({ version: z.string() }).parse(manifest);
  const folder = join(tmpdir(), `groundswell-chromium-${version}-${process.getuid?.() ?? 0}`);
  if (isOurs(folder)) return folder;

  const draft = `${folder}.${process.pid}`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  // The package unpacks into the temporary folder, and its libraries only where it believes to be at Amazon's. Both
  // it learns from the environment, so it gets one of its own.
  try {
    await promisify(execFile)(process.execPath, ['--input-type=module', '-e', UNPACK], {
      cwd: import.meta.dirname,
      env: { TMPDIR: draft, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' },
    });
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    throw error;
  }
  writeFileSync(join(draft, 'groundswell-fonts.conf'), fontsOf(folder));
  try {
    renameSync(draft, folder);
  } catch {
    // Somebody was faster.
    rmSync(draft, { recursive: true, force: true });
  }
  if (!isOurs(folder)) throw new Error(`${folder} is in the way: it belongs to somebody else`);
  return folder;
}

function isOurs(folder: string): boolean {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  return found?.isDirectory() === true && found.uid === process.getuid?.() && (found.mode & 0o022) === 0;
}

/** One font for all, so that pages look the same on every machine: Open Sans, which has Latin and Cyrillic. */
function fontsOf(folder: string): string {
  const aliases = ['sans-serif', 'serif', 'monospace', 'system-ui'].map(
    (family) => `<alias><family>${family}</family><prefer><family>Open Sans</family></prefer></alias>`,
  );
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
<dir>${folder}/fonts</dir>
<cachedir>${folder}/fonts-cache</cachedir>
${aliases.join('\n')}
</fontconfig>
`;
}
