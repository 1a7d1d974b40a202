/**
 * Writes the pictures of the README into `docs/`: `npm run screenshots`, or only some of
 * them by their names. The real service, the sandbox's pay page, a
 * newsroom's site on an origin of its own and a real browser, all as the tests have them.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SCENES, type SceneName } from './screenshots/scenes.ts';
import { contactSheet, type Shot } from './screenshots/sheet.ts';
import { type Look, type Studio, setUpStudio } from './screenshots/studio.ts';

const DOCS = fileURLToPath(new URL('../docs/', import.meta.url));
const NAMES = ['appeal', 'remind-me-later', 'thank-you', 'article'] as const satisfies SceneName[];
const WIDTHS = [320, 768, 1280];

type Sheet = { scale: number; rows: { scene: SceneName; look: Look }[][] };

const inEnglish = (scene: SceneName): Sheet => ({
  scale: 0.5,
  rows: [false, true].map((dark) =>
    WIDTHS.map((width) => ({ scene, look: { width, height: 900, dark, lang: 'en' } })),
  ),
});

/** By the name of the file. */
const SHEETS: Record<string, Sheet> = {
  appeal: {
    scale: 1,
    rows: [
      [
        { scene: 'appeal', look: { width: 760, height: 900, dark: false, lang: 'en' } },
        { scene: 'thank-you', look: { width: 464, height: 900, dark: false, lang: 'en' } },
      ],
    ],
  },
  ...Object.fromEntries(NAMES.map((scene) => [`screens-${scene}`, inEnglish(scene)])),
  'screens-account': {
    scale: 0.6,
    rows: [
      [
        { scene: 'account', look: { width: 1100, height: 640, dark: false, lang: 'en' } },
        { scene: 'account', look: { width: 390, height: 640, dark: true, lang: 'ru' } },
      ],
    ],
  },
  'screens-russian': {
    scale: 0.75,
    rows: [NAMES.map((scene) => ({ scene, look: { width: 380, height: 900, dark: false, lang: 'ru' } }))],
  },
};

async function take(studio: Studio, scene: SceneName, look: Look): Promise<Shot> {
  const page = await studio.open(look);
  try {
    await SCENES[scene](page, studio, look);
    return { image: await page.screenshot(), ...look };
  } finally {
    await page.close();
  }
}

const asked = process.argv.slice(2);
const studio = await setUpStudio();
try {
  for (const [name, { scale, rows }] of Object.entries(SHEETS)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    const shots: Shot[][] = [];
    for (const row of rows) {
      const taken: Shot[] = [];
      for (const { scene, look } of row) taken.push(await take(studio, scene, look));
      shots.push(taken);
    }
    const image = await contactSheet(studio, shots, scale);
    writeFileSync(`${DOCS}${name}.png`, image);
    process.stdout.write(`docs/${name}.png, ${Math.ceil(image.length / 1024)} KB\n`);
  }
} finally {
  await studio.tearDown();
}
