import { describe, expect, it } from 'vitest';
import { AdvisoryError } from './advisories.ts';
import { parseAdvisoryNodes } from './advisory-nodes.ts';

const entry = (rest: object = {}) => ({
  nid: '3500001',
  title: 'Postcard - Critical - Access bypass - SA-CONTRIB-2026-133',
  url: 'https://www.drupal.org/sa-contrib-2026-133',
  field_sa_criticality: 'AC:None/A:None/CI:All/II:All/E:Exploit/TD:All',
  field_sa_cve: ['CVE-2026-12345'],
  field_is_psa: '0',
  changed: '1764000000',
  ...rest,
});
const read = (...list: unknown[]) => parseAdvisoryNodes({ list });
const first = (rest: object) => read(entry(rest)).nodes[0];

it('reads what the advisory database leaves out', () => {
  expect(parseAdvisoryNodes({ list: [entry()], next: 'https://www.drupal.org/api-d7/node?page=1' })).toEqual({
    nodes: [
      {
        id: 'SA-CONTRIB-2026-133',
        title: 'Postcard - Critical - Access bypass - SA-CONTRIB-2026-133',
        link: 'https://www.drupal.org/sa-contrib-2026-133',
        riskVector: 'AC:None/A:None/CI:All/II:All/E:Exploit/TD:All',
        risk: 25,
        cves: ['CVE-2026-12345'],
        changed: 1_764_000_000,
      },
    ],
    unreadable: 0,
    hasNext: true,
  });
  expect(read().hasNext).toBe(false);
});

describe('tolerates what editors write', () => {
  it.each([
    [
      'a vector with spaces',
      { field_sa_criticality: 'AC:None / A:None/CI:All/II:All/E:Exploit/TD:All ' },
      { risk: 25 },
    ],
    ['a vector that nobody knows', { field_sa_criticality: 'AC:Odd/A:None' }, { risk: null, riskVector: null }],
    ['no vector', { field_sa_criticality: null }, { risk: null, riskVector: null }],
    ['a single CVE', { field_sa_cve: ' cve-2026-0001 ' }, { cves: ['CVE-2026-0001'] }],
    ['no CVE', { field_sa_cve: [] }, { cves: [] }],
    ['something else in the place of a CVE', { field_sa_cve: ['pending', 7, null] }, { cves: [] }],
    ['an old address', { url: 'https://www.drupal.org/SA-CORE-2018-002/' }, { id: 'SA-CORE-2018-002' }],
    ['a number as a number', { changed: 1_764_000_001 }, { changed: 1_764_000_001 }],
  ])('%s', (_name, rest, expected) => expect(first(rest)).toMatchObject(expected));
});

describe('leaves out', () => {
  it.each([
    ['an address that is no advisory', { url: 'https://www.drupal.org/node/1' }],
    ['an address that is none', { url: 'javascript:alert(1)//sa-contrib-2026-133' }],
    ['no title', { title: ' ' }],
    ['no time', { changed: 'yesterday' }],
    ['a time beyond all times', { changed: '99999999999999' }],
    ['a NUL', { title: 'a\0b' }],
  ])('%s', (_name, rest) => expect(read(entry(), entry(rest))).toMatchObject({ nodes: [{}], unreadable: 1 }));

  it('an announcement, without counting it', () =>
    expect(read(entry({ field_is_psa: '1' }))).toMatchObject({ nodes: [], unreadable: 0 }));

  it('what is no object', () => expect(read(null, 'x', [])).toMatchObject({ nodes: [], unreadable: 3 }));
});

it.each([null, [], 'x', {}, { list: {} }])('refuses what is no page: %j', (json) =>
  expect(() => parseAdvisoryNodes(json)).toThrow(AdvisoryError),
);
