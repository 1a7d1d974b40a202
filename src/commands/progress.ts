export type ProgressBar = {
  /** @param note what is being done at the moment */
  update(done: number, note?: string): void;
  /** Leaves the bar as it stands, and the next line free. */
  end(): void;
};

const WIDTH = 24;

/**
 * A bar with percent and count on a terminal's standard error; nothing otherwise: a script wants the answer, not the way
 * there.
 * @param total of what `update` counts; without it there is no end to show, and so only the count
 */
export function startProgress(label: string, total?: number): ProgressBar {
  if (!process.stderr.isTTY) return { update: () => {}, end: () => {} };
  let shown = '';
  return {
    update: (done, note = '') => {
      const line = [label, barOf(done, total), note].filter(Boolean).join('  ');
      if (line === shown) return;
      shown = line;
      // To the line's beginning, and what is longer of the line before is cleared.
      process.stderr.write(`\r${line}\u001b[K`);
    },
    end: () => {
      if (shown !== '') process.stderr.write('\n');
      shown = '';
    },
  };
}

function barOf(done: number, total: number | undefined): string {
  const count = Math.floor(done).toLocaleString('en');
  if (total === undefined) return count;
  const share = total <= 0 ? 1 : Math.min(1, Math.max(0, done / total));
  const filled = Math.floor(share * WIDTH);
  const percent = Math.floor(share * 100)
    .toString()
    .padStart(3);
  return `[${'#'.repeat(filled)}${' '.repeat(WIDTH - filled)}] ${percent} %  ${count} of ${Math.floor(total).toLocaleString('en')}`;
}
