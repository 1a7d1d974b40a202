import type { Studio } from './studio.ts';

export type Shot = { image: Buffer; width: number; height: number };

/** Pictures side by side in rows, as one picture: rendered as a page, so that no library for images is needed. */
export async function contactSheet(studio: Studio, rows: Shot[][], scale: number): Promise<Buffer> {
  const page = await studio.open({ width: 1280, height: 800, dark: false, lang: 'en' });
  const picture = ({ image, width, height }: Shot) =>
    `<img width="${width * scale}" height="${height * scale}" src="data:image/png;base64,${image.toString('base64')}">`;
  await page.setContent(`<!doctype html><style>
body { margin: 0; display: inline-flex; flex-direction: column; gap: 16px; padding: 20px; background: #d9dbd8 }
div { display: flex; gap: 16px } img { border-radius: 10px }
</style><body>${rows.map((row) => `<div>${row.map(picture).join('')}</div>`).join('')}</body>`);
  const image = await page.locator('body').screenshot();
  await page.close();
  return image;
}
