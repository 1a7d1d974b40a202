/** How far a long command has come: a bar on a terminal's stderr, nothing otherwise: a script wants the answer alone. */
export type Progress = { update(done: number, note?: string): void; end(): void };

const WIDTH = 24;

/** @param total how much there is to do, where that is known */
export function startProgress(label: string, total?: number): Progress {
  if (!process.stderr.isTTY) return { update: () => {}, end: () => {} };
  return {
    update: (done, note = '') => {
      process.stderr.write(`\r${label} ${total === undefined ? done : barOf(done, total)} ${note}\u001b[K`);
    },
    end: () => void process.stderr.write('\r\u001b[K'),
  };
}

function barOf(done: number, total: number): string {
  const share = total === 0 ? 1 : Math.min(done / total, 1);
  const full = Math.floor(share * WIDTH);
  const bar = `${'#'.repeat(full)}${'.'.repeat(WIDTH - full)}`;
  return `[${bar}] ${Math.floor(share * 100)} % ${done}/${total}`;
}
