/** Asked of the one who answers a whole round at a time: what each item came to, by item and place. */
type Answers<Item, Result> = (item: Item, index: number) => Result;

/**
 * What is asked for while a round is under way shares the next one. Who asks alone waits for nobody; a surge costs one
 * statement, and one commit, for many.
 * @param most in one round
 * @param run does it for all of them; what it throws is thrown to each
 * @returns takes what the rounds are run on, such as a database, beside the item: each has rounds of its own
 */
export function inRounds<On extends WeakKey, Item, Result>(
  most: number,
  run: (on: On, items: Item[]) => Promise<Answers<Item, Result>>,
): (on: On, item: Item) => Promise<Result> {
  const rounds = new WeakMap<On, (item: Item) => Promise<Result>>();
  return (on, item) => {
    const ask = rounds.get(on) ?? oneAfterAnother(most, (items: Item[]) => run(on, items));
    rounds.set(on, ask);
    return ask(item);
  };
}

/**
 * Such rounds on one and the same thing.
 * @param gather awaited before each round, so that more may come to share it; none: it begins at once
 */
export function oneAfterAnother<Item, Result>(
  most: number,
  run: (items: Item[]) => Promise<Answers<Item, Result>>,
  gather?: (waiting: { readonly length: number }) => Promise<void>,
): (item: Item) => Promise<Result> {
  const waiting: { item: Item; settle(answers: Promise<Answers<Item, Result>>, index: number): void }[] = [];
  let working = false;

  async function work(): Promise<void> {
    working = true;
    while (waiting.length > 0) {
      if (gather) await gather(waiting);
      const round = waiting.splice(0, most);
      const answers = run(round.map(({ item }) => item));
      for (const [index, { settle }] of round.entries()) settle(answers, index);
      await answers.catch(() => {});
    }
    working = false;
  }

  return (item) =>
    new Promise((resolve) => {
      waiting.push({
        item,
        settle: (answers, index) => resolve(answers.then((answerTo) => answerTo(item, index))),
      });
      if (!working) void work();
    });
}
