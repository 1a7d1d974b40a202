/** @throws Error where the bench did not set it */
export function environment(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name}: missing`);
  return value;
}
