/** Numbers that look random and are the same each time for the same name. */
export type Chance = {
  /** from 0 up to, not including, 1 */
  next(): number;
  /** both ends included */
  whole(least: number, most: number): number;
  happens(share: number): boolean;
  /** one of the words, as often as its weight says */
  pick<Word extends string>(weights: Record<Word, number>): Word;
  uuid(): string;
};

export function chanceOf(name: string): Chance {
  let state = hash(name);
  // mulberry32: small and fast, and good enough for a history that is made up.
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const whole = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
  const hex = (digits: number) =>
    whole(0, 16 ** digits - 1)
      .toString(16)
      .padStart(digits, '0');
  return {
    next,
    whole,
    happens: (share) => next() < share,
    pick<Word extends string>(weights: Record<Word, number>): Word {
      const words = wordsOf(weights);
      let left = next() * words.reduce((sum, word) => sum + weights[word], 0);
      let picked = words[0];
      for (const word of words) {
        picked = word;
        left -= weights[word];
        if (left < 0) break;
      }
      if (picked === undefined) throw new Error('nothing to pick from');
      return picked;
    },
    uuid: () =>
      `${hex(8)}-${hex(4)}-4${hex(3)}-${(8 + whole(0, 3)).toString(16)}${hex(3)}-${hex(6)}${hex(6)}`,
  };
}

function wordsOf<Word extends string>(weights: Record<Word, number>): Word[] {
  const isWord = (name: string): name is Word => Object.hasOwn(weights, name);
  return Object.keys(weights).filter(isWord);
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value | 0;
}
