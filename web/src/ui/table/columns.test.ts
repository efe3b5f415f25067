import { expect, it } from 'vitest';
import { type Column, leavingRoom } from './columns.ts';

const column = (id: string, rest: Partial<Column<never>> = {}): Column<never> => ({
  id,
  head: id,
  cell: () => id,
  ...rest,
});

it('leaves a name its room: of what may give way the first to go goes first', () => {
  const columns = [
    column('site'),
    column('tags', { width: 150, below: 1200 }),
    column('risk', { width: 100, below: 992 }),
    column('oldest', { width: 70, below: 1200 }),
    column('updates', { width: 80 }),
  ];
  const left = (room: number) => leavingRoom(columns, room).map(({ id }) => id);
  expect(left(560)).toEqual(['site', 'tags', 'risk', 'oldest', 'updates']);
  expect(left(559)).toEqual(['site', 'risk', 'oldest', 'updates']);
  expect(left(400)).toEqual(['site', 'risk', 'updates']);
  expect(left(300)).toEqual(['site', 'updates']);
  expect(left(100)).toEqual(['site', 'updates']);
});
