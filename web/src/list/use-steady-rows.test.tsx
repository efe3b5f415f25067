import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { useSteadyRows } from './use-steady-rows.ts';

afterEach(cleanup);

interface ListProps {
  readonly names: readonly string[];
  readonly question?: string;
  readonly isFetching?: boolean;
}

function List({ names, question = 'all', isFetching = false }: ListProps) {
  const { rows, waiting, show, holder } = useSteadyRows(names, (name) => name, question, isFetching);
  return (
    <div {...holder}>
      <output>{rows.join()}</output>
      <button type="button" onClick={show}>
        {waiting}
      </button>
      <table>
        <tbody>
          <tr tabIndex={-1} data-testid="row" />
        </tbody>
      </table>
    </div>
  );
}
const shown = () => screen.getByRole('status').textContent;
const waiting = () => screen.getByRole('button').textContent;

it('keeps rows where they are while the focus is among them, and shows the new ones when asked', () => {
  const { rerender } = render(<List names={['a', 'b', 'c']} />);
  fireEvent.focus(screen.getByTestId('row'));
  rerender(<List names={['c', 'a', 'b']} />);
  expect([shown(), waiting()]).toEqual(['a,b,c', '3']);
  fireEvent.click(screen.getByRole('button'));
  expect([shown(), waiting()]).toEqual(['c,a,b', '0']);
});

it('lets rows move once the focus has left, or where it never was', () => {
  const { rerender } = render(<List names={['a', 'b']} />);
  rerender(<List names={['b', 'a']} />);
  expect(shown()).toBe('b,a');
  fireEvent.focus(screen.getByTestId('row'));
  rerender(<List names={['a', 'b']} />);
  expect(shown()).toBe('b,a');
  fireEvent.blur(screen.getByTestId('row'));
  expect(shown()).toBe('a,b');
});

it('answers another question at once, though the rows of the last one stay until then', () => {
  const { rerender } = render(<List names={['a', 'b']} />);
  fireEvent.focus(screen.getByTestId('row'));
  rerender(<List names={['a', 'b']} question="some" isFetching />);
  rerender(<List names={['b']} question="some" />);
  expect([shown(), waiting()]).toEqual(['b', '0']);
});
