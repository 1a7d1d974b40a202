import { ATTEMPTS } from './attempts.ts';
import { CUSTOMERS } from './customers.ts';
import { GIFTS } from './gifts.ts';
import { MONEY_BACK } from './money-back.ts';
import { PAYOUTS } from './payouts.ts';
import { SCHEDULES } from './schedules.ts';

/** Each row of THE TABLE. */
export const ROWS = { ...GIFTS, ...ATTEMPTS, ...MONEY_BACK, ...PAYOUTS, ...CUSTOMERS, ...SCHEDULES };
