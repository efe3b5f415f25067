import { expect, it } from 'vitest';
import { readPeople } from './people-lines.ts';

it('reads names and addresses, each person once, and says what is neither', () => {
  expect(
    readPeople('Ada Martin <ada@example.org>\njonas.lind@example.org, ADA@example.org; "Bo" <bo@x.example>\nnobody'),
  ).toEqual({
    people: [
      { email: 'ada@example.org', name: 'Ada Martin' },
      { email: 'jonas.lind@example.org', name: 'Jonas Lind' },
      { email: 'bo@x.example', name: 'Bo' },
    ],
    wrong: ['nobody'],
  });
});
