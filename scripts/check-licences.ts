import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** Every package in the lock file must carry a licence that a newsroom can live with. */
const ALLOWED =
  /^\(?(MIT|MIT-0|ISC|0BSD|BSD-2-Clause|BSD-3-Clause|Apache-2\.0|BlueOak-1\.0\.0|CC0-1\.0|Unlicense|PostgreSQL|Python-2\.0|MPL-2\.0|Zlib|CC-BY-4\.0|EUPL-1\.1+)(\s+(OR|AND)\s+[\w.+-]+)*\)?$/;

const Lock = z.object({
  packages: z.record(
    z.string(),
    z.object({ license: z.string().optional(), hasInstallScript: z.boolean().optional() }),
  ),
});
const { packages } = Lock.parse(JSON.parse(readFileSync('package-lock.json', 'utf8')));
const faults = Object.entries(packages).flatMap(([path, { license }]) =>
  path === '' || (license !== undefined && ALLOWED.test(license))
    ? []
    : [`${path}: ${license ?? 'no licence named'}`],
);
process.stdout.write(
  `${Object.keys(packages).length - 1} packages, ${faults.length} with a licence that is not on the list\n`,
);
for (const fault of faults) process.stdout.write(`  ${fault}\n`);
process.exit(faults.length === 0 ? 0 : 1);
