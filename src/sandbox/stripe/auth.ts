import { unauthorized } from './errors.ts';

function keyOf(authorization: string | undefined): string | null {
  const [, scheme = '', credentials = ''] = /^(\w+) +(\S+)$/.exec(authorization ?? '') ?? [];
  if (scheme.toLowerCase() === 'bearer') return credentials;
  if (scheme.toLowerCase() !== 'basic') return null;
  return Buffer.from(credentials, 'base64').toString('utf8').split(':')[0] ?? null;
}

/** @throws StripeFault 401 unless the request carries the sandbox's key, as Bearer token or as Basic user name. */
export function checkKey(authorization: string | undefined, secretKey: string): void {
  const key = keyOf(authorization);
  if (!key)
    throw unauthorized('You did not provide an API key. Send it as Authorization: Bearer YOUR_SECRET_KEY.');
  if (/^(sk|rk|pk)_live_/.test(key)) {
    throw unauthorized('This is a sandbox: it takes no live keys. Treat the key that you sent as exposed.');
  }
  if (key !== secretKey) throw unauthorized(`Invalid API Key provided: ${key.slice(0, 8)}****`);
}
