import { customType, timestamp } from 'drizzle-orm/pg-core';
import { type Minor, minor } from './money.ts';

/** Columns that several tables have, said once. */
export const bytes = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'bytea' });

/** An instant; Postgres keeps microseconds, we mean milliseconds at most. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

const minorColumn = customType<{ data: Minor; driverData: string | bigint }>({
  dataType: () => 'bigint',
  fromDriver: (value) => minor(BigInt(value)),
  toDriver: (value) => value.toString(),
});

/** An amount in minor units; its currency stands in the column beside it. */
export const amount = (name: string) => minorColumn(name);
