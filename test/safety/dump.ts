import type { Pool } from 'pg';
import { z } from 'zod';

const Tables = z.array(z.object({ schema: z.string(), name: z.string(), columns: z.array(z.string()) }));
const Cells = z.array(z.array(z.union([z.string(), z.null()])));

const TABLES = `
  select table_schema as schema, table_name as name, array_agg(column_name::text) as columns
  from information_schema.columns join information_schema.tables using (table_schema, table_name)
  where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')
  group by 1, 2 order by 1, 2`;

/** Everything in every table of every schema, as text and, where it is bytes, as bytes. */
export async function dumpDatabase(pool: Pool): Promise<{ tables: string[]; bytes: Buffer }> {
  const tables = Tables.parse((await pool.query(TABLES)).rows);
  const parts: Buffer[] = [];
  for (const { schema, name, columns } of tables) {
    const list = columns.map((column) => `"${column}"::text`).join(', ');
    const { rows } = await pool.query({
      text: `select ${list} from "${schema}"."${name}"`,
      rowMode: 'array',
    });
    for (const cell of Cells.parse(rows).flat()) {
      if (cell === null) continue;
      parts.push(Buffer.from(`${cell}\n`));
      if (/^\\x([0-9a-f]{2})*$/.test(cell)) parts.push(Buffer.from(cell.slice(2), 'hex'));
    }
  }
  return { tables: tables.map(({ schema, name }) => `${schema}.${name}`), bytes: Buffer.concat(parts) };
}
