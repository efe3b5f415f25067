import { fireEvent, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { everywhere, place } from '../../test/fleet.ts';
import { leave, open } from '../../test/render.tsx';

// Pages are loaded when they are opened; here before anything waits for them.
await import('./new-site-page.tsx');
afterEach(leave);

const list = () => screen.getByLabelText('List of sites') as HTMLTextAreaElement;

it('adds what a file lists to what was typed, and refuses what is no list', async () => {
  await open(`${place}/sites/new`, 'developer', everywhere);
  fireEvent.click(await screen.findByRole('radio', { name: 'Many' }));
  fireEvent.change(list(), { target: { value: 'one.example.org\n' } });
  const input = document.querySelector('input[type="file"]') as HTMLInputElement;
  fireEvent.change(input, { target: { files: [new File(['url\ntwo.example.org'], 'sites.csv')] } });
  expect(await screen.findByText('https://two.example.org')).toBeTruthy();
  expect(list().value).toBe('one.example.org\nurl\ntwo.example.org');
  expect(screen.getByRole('button', { name: 'Add 2 sites' })).toBeTruthy();
  const drop = { dataTransfer: { files: [new File([new Uint8Array(4)], 'sites.xlsx')], types: ['Files'] } };
  fireEvent.drop(list(), drop);
  expect((await screen.findByRole('alert')).textContent).toContain('sites.xlsx is no text');
});
