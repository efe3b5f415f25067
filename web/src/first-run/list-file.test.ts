import { expect, it } from 'vitest';
import { readListFile } from './list-file.ts';

const fileOf = (...bytes: readonly (string | number[])[]) =>
  new File(
    bytes.map((part) => (typeof part === 'string' ? part : new Uint8Array(part))),
    'sites.csv',
  );

it.each([
  ['UTF-8', fileOf('url,name\n', 'a.example,Käse')],
  ['UTF-8 with its mark', fileOf([0xef, 0xbb, 0xbf], 'url,name\na.example,Käse')],
  ['what Windows wrote before', fileOf('url,name\na.example,K', [0xe4], 'se')],
  [
    'UTF-16',
    fileOf(
      [0xff, 0xfe],
      [...'url,name\na.example,Käse'].flatMap((each) => [each.charCodeAt(0), 0]),
    ),
  ],
])('reads %s', async (_name, file) => expect(await readListFile(file)).toEqual({ text: 'url,name\na.example,Käse' }));

it('takes no workbook and nothing huge for a list', async () => {
  expect(await readListFile(fileOf('PK', [3, 4, 0, 0]))).toEqual({ problem: 'noText' });
  expect(await readListFile(fileOf('a'.repeat(1_000_001)))).toEqual({ problem: 'large' });
});
