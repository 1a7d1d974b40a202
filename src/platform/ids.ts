import { randomBytes, randomUUID } from 'node:crypto';
import type { Clock } from './time.ts';

/** Where ids come from; handed round in the context, so that a test can look over its shoulder. */
export type Ids = {
  /** Random through and through: for what stands for a person. */
  random(): string;
  /** UUIDv7 (RFC 9562): for what grows, so that an index is written at its end. */
  timeOrdered(): string;
};

export function createIds(clock: Clock): Ids {
  return {
    random: () => randomUUID(),
    timeOrdered: () => {
      const bytes = randomBytes(16);
      bytes.writeUIntBE(clock.now().getTime(), 0, 6);
      bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
      bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
      return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
    },
  };
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export function isUuid(text: string): boolean {
  return UUID.test(text);
}
