/**
 * Writes `src/contributions/embed/script.json` from the widget's sources beside it: `npm run embed`, after each change of
 * them. What is served is that text and nothing else; a test holds it to the sources.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build, type Plugin, transform } from 'esbuild';

const EMBED = new URL('../src/contributions/embed/', import.meta.url);

/** Names that only the sources use, most of them in `words.ts`. None of these is one of the service's or the browser's. */
const OURS =
  /^(?:headline|howMuch|yourAmount|range|missing|below|above|proceed|methods|notReady|delays|hush|otherWays|failed|later|until|how|when|other|remind|element|update|enter|complain)$/;

/** What esbuild leaves of custom properties: spaces, and names that are nobody's but ours. */
function shorten(css: string): string {
  const names = [...new Set(css.match(/--(?!groundswell-)\w{2,}/g))];
  return names
    .reduce((text, name, index) => text.replaceAll(new RegExp(`${name}\\b`, 'g'), `--${index}`), css)
    .replaceAll(/(--\w+): /g, '$1:')
    .replaceAll(', ', ',')
    .replaceAll(' / ', '/');
}

/** A style sheet becomes its own shortest text. */
const styleSheets: Plugin = {
  name: 'style-sheets',
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(readFileSync(path, 'utf8'), { loader: 'css', minify: true });
      return { contents: shorten(code.trim()), loader: 'text' };
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
    mangleProps: OURS,
    plugins: [styleSheets],
  });
  const script = outputFiles[0]?.text ?? '';
  return `${JSON.stringify({ script }, null, 2)}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(new URL('script.json', EMBED), await bundleEmbed());
