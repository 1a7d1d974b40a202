/**
 * Writes `src/contributions/embed/script.json` from the widget's sources beside it: `npm run embed`, after each change of
 * them. What is served is that text and nothing else; a test holds it to the sources.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build, type Plugin, transform } from 'esbuild';

const EMBED = new URL('../src/contributions/embed/', import.meta.url);

/** A style sheet becomes its own shortest text. */
const styleSheets: Plugin = {
  name: 'style-sheets',
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(readFileSync(path, 'utf8'), { loader: 'css', minify: true });
      return { contents: code.trim(), loader: 'text' };
    });
  },
};

/** The whole file as it is committed. */
export async function bundleEmbed(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('browser/appeal-element.ts', EMBED))],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    charset: 'utf8',
    plugins: [styleSheets],
  });
  const script = outputFiles[0]?.text ?? '';
  return `${JSON.stringify({ script }, null, 2)}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(new URL('script.json', EMBED), await bundleEmbed());
