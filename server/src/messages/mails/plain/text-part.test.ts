import { describe, expect, it } from 'vitest';
import { displayWidth, fitted } from './display-width.ts';
import { shellLines, wrapped } from './lines.ts';
import { tableLines } from './text-table.ts';

describe('the width of', () => {
  it.each([
    ['Alderbrook', 10],
    ['Ærø – Höfði', 11],
    ['日本語', 6],
    ['한국', 4],
    ['e\u0301', 1],
    ['👩‍👩‍👧‍👦 ok', 5],
    ['🇩🇰', 2],
    ['', 0],
  ])('%j is %d columns', (text, width) => expect(displayWidth(text)).toBe(width));
});

it('fits a text into columns', () => {
  expect(fitted('日本語サイト', 8)).toBe('日本語… ');
  expect(fitted('7', 3, 'right')).toBe('  7');
});

describe('a sentence', () => {
  it('breaks at its spaces', () => {
    expect(wrapped('one two three four', 9)).toEqual(['one two', 'three', 'four']);
  });

  it('keeps an address whole', () => {
    const address = `https://patchlight.example/${'x'.repeat(90)}`;
    expect(wrapped(`see ${address} now`)).toEqual(['see', address, 'now']);
  });
});

describe('a command', () => {
  it('stays on its line where it fits', () => {
    const command = "composer require 'drupal/pathauto:^1.12.0' --with-all-dependencies";
    expect(shellLines(command)).toEqual([command]);
  });

  it('goes on with a backslash, and is the same command', () => {
    const command = `composer require ${Array.from({ length: 6 }, (_, index) => `'drupal/module_${index}:^1.${index}.0'`).join(' ')} --with-all-dependencies`;
    const lines = shellLines(command);
    expect(lines.every((line) => line.length <= 72)).toBe(true);
    expect(lines.join('\n').replace(/ \\\n\s+/g, ' ')).toBe(command);
  });
});

it('sets a table in columns, however wide its characters are', () => {
  const lines = tableLines({
    type: 'table',
    columns: [{ label: 'Site' }, { label: 'Env', isShort: true }, { label: 'Fix', isVersion: true }],
    groups: [
      { title: 'tokyo', rows: [[{ text: '日本語サイト', note: 'of note' }, { text: 'Prod' }, { text: '2.0.13' }]] },
      { title: null, rows: [[{ text: 'x'.repeat(90) }, { text: 'Staging' }, { text: '2.0.13' }]] },
    ],
    more: { text: 'and 6 more', href: 'https://patchlight.example' },
  });
  expect(lines).toEqual([
    `Site${' '.repeat(51)}  Env      Fix`,
    '',
    'tokyo',
    `日本語サイト${' '.repeat(43)}  Prod     2.0.13`,
    '  of note',
    `${'x'.repeat(54)}…  Staging  2.0.13`,
    'and 6 more',
  ]);
});
