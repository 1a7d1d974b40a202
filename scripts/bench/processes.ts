import { readdirSync, readFileSync } from 'node:fs';

/** What Linux counts in, whatever the machine: see `man 5 proc`. */
const TICKS_PER_SECOND = 100;

/** Places in a line of /proc/…/stat, from the state on: the name before that may have spaces. */
const PARENT = 1;
/** User and system time. */
const TIMES = [11, 12];
/** Of children that have ended. */
const TIMES_OF_ENDED = [13, 14];

/** Seconds of CPU that a process has taken and, where asked, all its children; NaN where the system does not tell. */
export function cpuSeconds(pid: number, { withChildren = false } = {}): number {
  const fields = statOf(String(pid));
  const own = timeOf(fields);
  if (!withChildren || Number.isNaN(own)) return own;
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(statOf)
    .filter((child) => Number(child[PARENT]) === pid);
  return children
    .map((child) => timeOf(child))
    .reduce((sum, time) => sum + time, own + timeOf(fields, TIMES_OF_ENDED));
}

/** Resident memory in MB, or NaN where the system does not tell. */
export function residentMemory(pid: number): number {
  try {
    const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kilobytes) / 1_024;
  } catch {
    return Number.NaN;
  }
}

/** No fields where there is no such process, any more. */
function statOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'latin1')
      .replace(/^.*\) /s, '')
      .split(' ');
  } catch {
    return [];
  }
}

function timeOf(fields: string[], places = TIMES): number {
  return places.map((place) => Number(fields[place])).reduce((sum, ticks) => sum + ticks) / TICKS_PER_SECOND;
}
