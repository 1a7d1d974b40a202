export type Sample = { isKnown: boolean; time: number };

/** Known is what takes longer than the threshold, or, if `isInverted`, what does not. */
type Rule = { threshold: number; isInverted: boolean };

/**
 * A stranger who learns from one half of the samples by which time known and unknown are told apart best, and judges the
 * other half by it.
 * @returns the share of those that they are right about: 0.5 is guessing
 */
export function judge(samples: readonly Sample[]): number {
  const rule = learn(samples.filter((_, index) => index % 2 === 0));
  const others = samples.filter((_, index) => index % 2 === 1);
  // Both classes count alike, however many of each chance has put into this half.
  return (shareRight(others, rule, true) + shareRight(others, rule, false)) / 2;
}

function learn(samples: readonly Sample[]): Rule {
  const rising = samples.toSorted((one, other) => one.time - other.time);
  const known = rising.filter(({ isKnown }) => isKnown).length;
  const unknown = rising.length - known;
  let best: Rule & { gain: number } = { threshold: 0, isInverted: false, gain: 0 };
  let below = { known: 0, unknown: 0 };
  for (const [index, { isKnown, time }] of rising.entries()) {
    below = { known: below.known + Number(isKnown), unknown: below.unknown + Number(!isKnown) };
    if (rising[index + 1]?.time === time) continue;
    const lead = below.unknown / unknown - below.known / known;
    if (Math.abs(lead) > best.gain) best = { threshold: time, isInverted: lead < 0, gain: Math.abs(lead) };
  }
  return best;
}

function shareRight(samples: readonly Sample[], { threshold, isInverted }: Rule, isKnown: boolean): number {
  const those = samples.filter((one) => one.isKnown === isKnown);
  return those.filter(({ time }) => (time > threshold !== isInverted) === isKnown).length / those.length;
}
