import { derive, type Keyring } from '../platform/keys.ts';

/** What verifies the ask cookie elsewhere, and opens nothing else: one key for each of the ring, the current one first. */
export function edgeKeys({ all }: Keyring): { id: string; key: string }[] {
  return all.map((root) => ({ id: root.id, key: derive(root, 'sign-ask').toString('base64url') }));
}
