import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { memberOf } from '../account/person.ts';
import { give } from '../support/reader.ts';
import { signIn } from '../support/sign-in.ts';
import { expectAccessible } from './barriers.ts';
import { useStage } from './stage.ts';

const stage = useStage();
const ADDRESS = 'reader@mail.example';

async function openAs(page: Page, path: string): Promise<void> {
  const { service } = stage;
  const [name = '', value = ''] = (await signIn(service, await memberOf(service, ADDRESS))).split('=');
  await page.context().addCookies([{ name, value, url: service.context.publicUrl }]);
  await page.goto(`${service.context.publicUrl}${path}`);
}

describe('in a browser without JavaScript', () => {
  it('a member saves a copy, reads what erasing means, presses one button, and is signed out', async () => {
    await give(stage.service, { email: ADDRESS });
    for (const lang of ['ru', 'en'] as const) {
      const page = await stage.open();
      await openAs(page, `/account/erase?lang=${lang}`);
      await expectAccessible(page, lang);
      await page.goto(`${stage.service.context.publicUrl}/account/export?lang=${lang}`);
      await expectAccessible(page, lang);
    }
    const page = await stage.open();
    await openAs(page, '/account/erase');
    await page.getByRole('link', { name: 'First take a copy with you' }).click();
    const saving = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Save the file' }).click();
    expect(await readFile(await (await saving).path(), 'utf8')).toContain(ADDRESS);
    await page.goBack();
    await page.getByRole('button', { name: 'Erase it all' }).click();

    await page.getByRole('heading', { name: 'It is erased' }).waitFor();
    expect(await memberOf(stage.service, ADDRESS)).toBe('');
    await page.goto(`${stage.service.context.publicUrl}/account/erase`);
    expect(new URL(page.url()).pathname).toBe('/account/sign-in');
  });
});
