import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * A process number alone proves nothing: it is given out again (in a container, to the very next start), and a
 * zombie still answers `kill -0`. So a process is known by number and birth, or by number and command line. Linux
 * lets everyone read `stat` and `cmdline` of any process; `exe` it hides from a root without CAP_SYS_PTRACE, which
 * is what root is in a container.
 */

/** When the process was born, as the system words it; undefined when it is gone or a zombie. */
export function birthOf(pid: number): string | undefined {
  if (process.platform === 'linux') {
    const stat = read(`/proc/${pid}/stat`);
    if (stat === undefined) return undefined;
    // proc(5): the second field is the name in brackets, which may hold anything; state is field 3, birth field 22.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
  }
  if (process.platform === 'win32') return answers(pid) ? 'alive' : undefined;
  return ps(pid, 'lstart=');
}

/** The command line of a living process, words parted by blanks; undefined when it is gone or a zombie. */
export function commandOf(pid: number): string | undefined {
  if (process.platform === 'linux')
    return read(`/proc/${pid}/cmdline`)?.replaceAll('\0', ' ').trim() || undefined;
  if (process.platform === 'win32') return undefined;
  return ps(pid, 'command=');
}

/** The children of a process, where the system tells (Linux); else none. */
export function childrenOf(pid: number): number[] {
  const list = read(`/proc/${pid}/task/${pid}/children`) ?? '';
  return list.split(' ').filter(Boolean).map(Number);
}

/** Sends a signal; a process that is already gone is no error. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // Gone between the look and the signal.
  }
}

function answers(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function ps(pid: number, column: string): string | undefined {
  try {
    return (
      execFileSync('ps', ['-ww', '-o', column, '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined
    );
  } catch {
    return undefined;
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
