import { defineConfig } from 'vitest/config';

// Workspaces are tested from their sources: the `source` condition of their exports.
const fromSources = { resolve: { conditions: ['source'] }, ssr: { resolve: { conditions: ['source'] } } };
// A worker keeps the modules it has loaded from one file to the next: to load them anew took a third of the time of all tests.
const isolate = false;

export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // One more than there are cores: most tests wait for a while for a process, a timer or a server.
    maxWorkers: 3,
    coverage: {
      provider: 'v8',
      include: ['{drupal,contract,server,cli}/src/**/*.{ts,tsx}'],
      reporter: ['text-summary', 'json-summary'],
    },
    projects: [
      {
        ...fromSources,
        test: {
          name: 'pure',
          include: ['{drupal,cli,bench}/src/**/*.test.ts', 'contract/{src,test}/**/*.test.ts'],
          globalSetup: ['cli/test/folders.ts'],
          isolate,
          testTimeout: 30_000,
        },
      },
      {
        ...fromSources,
        test: {
          name: 'server',
          include: ['server/{src,test}/**/*.test.ts'],
          isolate,
          globalSetup: ['server/test/postgres.ts', 'cli/test/folders.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        ...fromSources,
        test: {
          name: 'web',
          include: ['web/src/**/*.test.{ts,tsx}'],
          environment: 'happy-dom',
          // A page is loaded when it is first opened.
          testTimeout: 30_000,
        },
      },
      {
        ...fromSources,
        test: {
          name: 'browser',
          include: ['e2e/test/**/*.test.ts'],
          globalSetup: ['e2e/test/demo.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          // One browser with its server at a time: two would measure each other.
          sequence: { groupOrder: 2 },
          fileParallelism: false,
        },
      },
      {
        ...fromSources,
        test: {
          name: 'faults',
          include: ['bench/test/**/*.test.ts'],
          globalSetup: ['server/test/postgres.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // Whole servers and their databases: when nothing else runs, one after the other.
          sequence: { groupOrder: 1 },
          fileParallelism: false,
        },
      },
    ],
  },
});
