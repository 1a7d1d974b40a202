import type { Reading } from '../stripe/readings.ts';

/**
 * As a reading is kept once it is applied. The way back to an expired checkout opens a pay page to whoever has it: it stands
 * with its contribution, where it can be forgotten, and nowhere else.
 */
export function withoutLinks(reading: Reading): Reading {
  return reading.kind === 'session' ? { ...reading, recoveryUrl: null } : reading;
}
