/** As RFC 3339 has it; null stays null. */
export function instantOrNull(instant: Date | null): string | null {
  return instant === null ? null : instant.toISOString();
}
