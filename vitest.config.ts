import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    // Nearly half of a test's time is waiting for other processes and for clocks: three workers keep two cores busy.
    // Files share no state, so they can share a worker.
    maxWorkers: 3,
    isolate: false,
    sequence: { sequencer: LongestFirst },
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // What is polled for comes, however busy the machine is; this is how long a fault takes to show.
    expect: { poll: { timeout: 15_000 } },
  },
});
