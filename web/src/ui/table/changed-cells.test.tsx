import { act, cleanup, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { loadIntl, TextProvider } from '../../text/text.tsx';
import type { Column } from './columns.ts';
import { DataTable } from './data-table.tsx';

interface Row {
  readonly id: string;
  readonly status: string;
  readonly seen: string;
}

const columns: readonly Column<Row>[] = [
  { id: 'status', head: 'Status', cell: ({ status }) => <b title={status}>{status}</b> },
  { id: 'seen', head: 'Seen', cell: ({ seen }) => seen },
];
const intl = await loadIntl('en', 'en', 'UTC');
const table = (...rows: Row[]) => (
  <TextProvider intl={intl}>
    <DataTable caption="Rows" columns={columns} rows={rows} rowKey={({ id }) => id} />
  </TextProvider>
);
const row = (id: string, status: string, seen = 'now') => ({ id, status, seen });
const marked = () => [...document.querySelectorAll('[data-changed]')].map((cell) => cell.textContent);
const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: () => {}, removeEventListener: () => {} }));
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('marks the cells that say something else, for 1.2 s, and says how many rows that were', async () => {
  const { rerender } = render(table(row('a', 'Security'), row('b', 'Update')));
  rerender(table(row('a', 'Security'), row('b', 'Update')));
  expect(marked()).toEqual([]);
  rerender(table(row('a', 'Current'), row('b', 'Update', 'later')));
  expect(marked()).toEqual(['Current', 'later']);
  await pass(250);
  expect(screen.getByRole('status').textContent).toBe('2 rows have changed');
  await pass(1000);
  expect(marked()).toEqual([]);
});

it('speaks once in ten seconds at most', async () => {
  const { rerender } = render(table(row('a', '1')));
  rerender(table(row('a', '2')));
  await pass(250);
  expect(screen.getByRole('status').textContent).toBe('1 row has changed');
  rerender(table(row('a', '3')));
  await pass(9000);
  expect(screen.getByRole('status').textContent).toBe('');
  rerender(table(row('a', '4')));
  await pass(1000);
  expect(screen.getByRole('status').textContent).toBe('1 row has changed');
});
