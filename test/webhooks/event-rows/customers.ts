import { expect } from 'vitest';
import { after, at, id, monthly, NO_MONEY, type Row, row } from './row.ts';

const member = monthly();
/** Nobody becomes a member by it, and no address is kept. */
const NO_GIFT = { ...NO_MONEY, members: [], customers: [], contacts: [], memberships: [] };

/** Who gives, and what they give with. */
export const CUSTOMERS: Record<string, Row> = {
  'customer.updated': { happen: after(member, 'customer-changes'), leaves: { ...NO_GIFT, ended: [] } },
  'customer.deleted': {
    happen: after(member, 'customer-deleted'),
    leaves: ({ created }) => ({ ...NO_GIFT, ended: row({ id: id('cus'), ended_at: at(created) }) }),
  },
  'payment_method.attached': {
    happen: after(member),
    leaves: {
      ...NO_GIFT,
      methods: row({ type: 'card', customer_id: id('cus'), expires: expect.stringMatching(/^20\d\d-\d\d$/) }),
    },
  },
  'payment_method.detached': {
    happen: after(member, 'card-taken-away'),
    leaves: { ...NO_GIFT, methods: row({ type: 'card', customer_id: null }) },
  },
  'payment_method.updated': {
    happen: after(member, 'card-changes'),
    leaves: {
      ...NO_GIFT,
      methods: row({ customer_id: id('cus'), expires: expect.stringMatching(/^2041-/) }),
    },
  },
  'payment_method.automatically_updated': {
    happen: after(member, 'card-replaced'),
    leaves: { ...NO_GIFT, methods: row({ customer_id: id('cus'), contested: false }) },
  },
  'mandate.updated': { happen: after(member, 'debit-forbidden'), leaves: { ...NO_GIFT, methods: [] } },
};
