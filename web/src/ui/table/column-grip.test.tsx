import { fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { loadIntl, TextProvider } from '../../text/text.tsx';
import type { Column } from './columns.ts';
import { DataTable } from './data-table.tsx';

type Row = { readonly id: string };
const columns: readonly Column<Row>[] = [
  { id: 'name', head: 'Name', cell: ({ id }) => id },
  { id: 'core', head: 'Core', width: 100, cell: () => '11' },
  { id: 'risk', head: 'Risk', width: 120, cell: () => '15' },
];
const intl = await loadIntl('en', 'en', 'UTC');
const show = (list: string) =>
  render(
    <TextProvider intl={intl}>
      <DataTable caption="Rows" list={list} columns={columns} rows={[{ id: 'a' }]} rowKey={({ id }) => id} />
    </TextProvider>,
  );
const widths = () => [...document.querySelectorAll('col')].map((col) => col.style.width);
const grip = (name: string) => screen.getByRole('separator', { name: `Width of ${name}` });

beforeEach(() => {
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: () => {}, removeEventListener: () => {} }));
  vi.spyOn(HTMLElement.prototype, 'getBoundingClientRect').mockReturnValue({ width: 200 } as DOMRect);
});
afterEach(() => {
  document.body.innerHTML = '';
  localStorage.clear();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

it('is moved by arrow keys, kept for the list, and put back by Enter', () => {
  show('things').unmount();
  const first = show('things');
  fireEvent.keyDown(grip('Core'), { key: 'ArrowRight' });
  expect(widths()).toEqual(['', '216px', '184px']);
  expect(grip('Core').getAttribute('aria-valuenow')).toBe('216');
  first.unmount();
  const again = show('things');
  expect(widths()).toEqual(['', '216px', '184px']);
  fireEvent.keyDown(grip('Core'), { key: 'Enter' });
  expect(widths()).toEqual(['', '100px', '120px']);
  again.unmount();
  show('others');
  expect(widths()).toEqual(['', '100px', '120px']);
});

it('is drawn by the mouse, and put back by a double click', () => {
  show('things');
  const line = grip('Name');
  line.setPointerCapture = () => undefined;
  fireEvent.pointerDown(line, { clientX: 200, pointerId: 1 });
  fireEvent.pointerMove(line, { clientX: 180 });
  fireEvent.pointerUp(line, { clientX: 180 });
  // The first takes what is left: its neighbour alone has another width.
  expect(widths()).toEqual(['', '220px', '120px']);
  fireEvent.doubleClick(line);
  expect(widths()).toEqual(['', '100px', '120px']);
});

it('leaves the name of a head as it is', () => {
  show('things');
  expect(screen.getByRole('columnheader', { name: 'Risk' })).toBeTruthy();
});
