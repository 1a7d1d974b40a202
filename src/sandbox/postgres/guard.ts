import { type ChildProcess, spawn } from 'node:child_process';

/**
 * Stops the server when we are gone without a word (kill -9). It waits at the far end of a pipe: the kernel closes
 * ours however we end. Plain JavaScript in a string, so that it runs the same from sources and from the build.
 */
const SCRIPT = `
const { readFileSync } = require('node:fs');
const pid = Number(process.argv[1]), cluster = process.argv[2];
let rounds = 0;
function isOurs() {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || readFileSync('/proc/' + pid + '/cmdline', 'utf8').includes(cluster + '\\0');
  } catch { return false; }
}
function stop() {
  if (!isOurs()) process.exit();
  if (rounds === 0) process.kill(pid, 'SIGINT');
  if (rounds === 150) process.kill(pid, 'SIGQUIT');
  rounds += 1;
  setTimeout(stop, 100);
}
process.stdin.on('end', stop).on('error', stop).resume();
`;

export function setGuard(pid: number, cluster: string): ChildProcess {
  const guard = spawn(process.execPath, ['--max-semi-space-size=1', '-e', SCRIPT, String(pid), cluster], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    env: process.platform === 'win32' ? undefined : {},
  });
  guard.on('error', () => {});
  guard.stdin?.on('error', () => {});
  guard.unref();
  return guard;
}
