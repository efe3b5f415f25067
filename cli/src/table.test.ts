import { describe, expect, it } from 'vitest';
import { type Column, renderTable } from './table.ts';
import type { Terminal } from './terminal.ts';

const terminalOf = (width: number | null): Terminal => ({
  width,
  symbols: false,
  print: async () => true,
  note: () => {},
  warn: () => {},
  trace: () => {},
  style: (text) => text,
});
type Row = { name: string; url: string | null; count: number };
const columns: Column<Row>[] = [
  { head: 'NAME', value: (row) => row.name, min: 6 },
  { head: 'URL', value: (row) => row.url, min: 8, yields: 1 },
  { head: 'N', value: (row) => row.count, right: true },
];
const rows: Row[] = [
  { name: '東京 blog', url: 'https://blog.example.org', count: 7 },
  { name: 'Shop', url: null, count: 120 },
];

describe('renderTable', () => {
  it('aligns by the width on screen and shows what is missing as a dash', () => {
    expect(renderTable(columns, rows, terminalOf(null))).toBe(
      'NAME       URL                         N\n' +
        '東京 blog  https://blog.example.org    7\n' +
        'Shop       –                         120\n',
    );
  });

  it('cuts the widest column first', () => {
    expect(renderTable(columns, rows, terminalOf(30)).split('\n')[1]).toBe('東京 blog  https://blog.…    7');
  });

  it('leaves a column out before all become unreadable', () => {
    expect(renderTable(columns, rows, terminalOf(20))).toBe('NAME         N\n東京 blog    7\nShop       120\n');
  });

  it('keeps a value with line breaks and escape sequences on its line', () => {
    const text = renderTable(columns, [{ name: 'a\nb\u001b[31m\u202e', url: 'x', count: 1 }], terminalOf(null));
    expect(text.split('\n')[1]).toBe('a b[31m  x    1');
  });
});
