/** What is merged into somebody who was merged in turn leads on to the last of them. */
export function whoNow(merges: ReadonlyMap<string, string>, memberId: string | null): string | null {
  let now = memberId;
  // As many steps as there are merges at most, should two ever lead to each other.
  for (let step = 0; now !== null && step <= merges.size; step += 1) {
    const next = merges.get(now);
    if (next === undefined) return now;
    now = next;
  }
  return now;
}
