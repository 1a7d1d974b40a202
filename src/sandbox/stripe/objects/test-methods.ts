import { invalidRequest } from '../errors.ts';
import { emit } from '../events.ts';
import type { World } from '../world.ts';
import { createPaymentMethod, type Instrument } from './payment-method.ts';

/** Stripe's ready-made test methods, as far as the sandbox knows them (docs.stripe.com/testing). */
const TEST_METHODS: Record<string, Instrument> = {
  pm_card_visa: { type: 'card', country: 'US', last4: '4242' },
  pm_card_chargeDeclined: { type: 'card', country: 'US', last4: '0002' },
  pm_card_visa_chargeDeclined: { type: 'card', country: 'US', last4: '0002' },
  pm_card_chargeCustomerFail: { type: 'card', country: 'US', last4: '0341' },
  pm_card_authenticationRequired: { type: 'card', country: 'US', last4: '3184' },
  pm_card_threeDSecure2Required: { type: 'card', country: 'US', last4: '3184' },
  pm_card_mastercard: { type: 'card', country: 'US', last4: '4444' },
  pm_card_de: { type: 'card', country: 'DE', last4: '0008' },
  pm_card_gb: { type: 'card', country: 'GB', last4: '0000' },
  pm_card_bypassPending: { type: 'card', country: 'US', last4: '0077' },
  pm_card_createDispute: { type: 'card', country: 'US', last4: '0259' },
  pm_card_createDisputeProductNotReceived: { type: 'card', country: 'US', last4: '2685' },
  pm_card_createDisputeInquiry: { type: 'card', country: 'US', last4: '1976' },
  pm_card_createIssuerFraudRecord: { type: 'card', country: 'US', last4: '5423' },
  pm_card_pendingRefund: { type: 'card', country: 'US', last4: '7726' },
  pm_card_refundFail: { type: 'card', country: 'US', last4: '5126' },
  pm_usBankAccount_success: { type: 'us_bank_account', country: 'US', last4: '6789' },
};

/** The money of this test card can be paid out at once. */
export function bypassesPending({ last4 }: Instrument): boolean {
  return last4 === '0077';
}

/** What follows at once when Stripe's test cards are charged. */
export const TROUBLES: Record<string, 'warning' | { inquiry: boolean; reason: string }> = {
  '0259': { inquiry: false, reason: 'fraudulent' },
  '2685': { inquiry: false, reason: 'product_not_received' },
  '1976': { inquiry: true, reason: 'fraudulent' },
  '5423': 'warning',
};

/** What Stripe's test cards do when money is given back to them. */
export function refundCourse(last4: string | null | undefined): 'succeed' | 'pending' | 'fail' {
  if (last4 === '7726') return 'pending';
  return last4 === '5126' ? 'fail' : 'succeed';
}

export function testMethod(name: string): Instrument | undefined {
  return Object.hasOwn(TEST_METHODS, name) ? TEST_METHODS[name] : undefined;
}

/** Test numbers and tokens of cards; any other number is a card that works. */
export function testCard(named: string): Instrument {
  const token = testMethod(`pm_card_${named.replace(/^tok_/, '')}`);
  return token ?? { type: 'card', country: 'US', last4: /\d{4}$/.exec(named)?.[0] ?? '4242' };
}

/** @returns the id of the method that belongs to the customer from now on. */
export function attachTestMethod(world: World, name: string, customer: string): string {
  const instrument = testMethod(name);
  if (!instrument) {
    const message = `No such PaymentMethod: '${name}'`;
    throw invalidRequest(message, { code: 'resource_missing', param: 'payment_method' });
  }
  const method = createPaymentMethod(world, instrument, { email: null, customer });
  emit(world, 'payment_method.attached', method);
  return method.id;
}
