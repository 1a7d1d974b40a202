/** A process of its own that owns a cluster, for tests that kill it. Prints one line of JSON when it runs. */
import { startEmbeddedPostgres } from '../../src/sandbox/postgres/start-embedded-postgres.ts';

const [, , dataDirectory = ''] = process.argv;
const { url, pid, directory } = await startEmbeddedPostgres({ dataDirectory });
process.stdout.write(`${JSON.stringify({ url, pid, directory })}\n`);
setInterval(() => {}, 60_000);
