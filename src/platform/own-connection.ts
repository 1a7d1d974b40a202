import pg from 'pg';

/**
 * A connection of one's own for work that takes minutes: apart from the pool, so that no request waits for it, and without
 * the pool's limits of time. What is set or made in its session ends with it, however it ends.
 */
export async function withOwnConnection<Result>(
  url: string,
  name: string,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ connectionString: url, application_name: name, pipeline: true });
  // A connection that is lost between two queries says so here; the next query fails.
  client.on('error', () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
