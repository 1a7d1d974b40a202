import { z } from 'zod';
import { reference } from './fields.ts';
import {
  type CustomerReading,
  type MandateReading,
  NOBODY,
  type PaymentMethodReading,
  type Person,
  type Read,
} from './readings.ts';

const Customer = z.object({ id: z.string(), deleted: z.boolean().nullish() });

/** customer.*; an address that changed at Stripe proves nothing (decision 003), and so is not read. */
export function readCustomer(object: unknown): Read<CustomerReading> {
  const { id, deleted } = Customer.parse(object);
  return { reading: { kind: 'customer', deleted: deleted === true }, person: mentioned(id) };
}

/** customer.deleted: its object is the customer as it last was. */
export function readDeletedCustomer(object: unknown): Read<CustomerReading> {
  const { person } = readCustomer(object);
  return { reading: { kind: 'customer', deleted: true }, person };
}

function mentioned(customer: string | null): Person {
  return { customer, address: null, mentioned: true };
}

const PaymentMethod = z.object({
  id: z.string(),
  type: z.string(),
  customer: reference,
  card: z.object({ exp_month: z.int(), exp_year: z.int() }).nullish(),
});

/** payment_method.*; of a card only the month in which it ends is read. Detached, it has no customer. */
export function readPaymentMethod(object: unknown): Read<PaymentMethodReading> {
  const { id, type, customer, card } = PaymentMethod.parse(object);
  return {
    reading: {
      kind: 'payment-method',
      id,
      type,
      expires: card ? `${card.exp_year}-${card.exp_month.toString().padStart(2, '0')}` : null,
      attached: customer !== null,
    },
    person: mentioned(customer),
  };
}

const Mandate = z.object({ id: z.string(), payment_method: reference, status: z.string() });

/** mandate.updated */
export function readMandate(object: unknown): Read<MandateReading> {
  const { id, payment_method, status } = Mandate.parse(object);
  return { reading: { kind: 'mandate', id, paymentMethod: payment_method, status }, person: NOBODY };
}
