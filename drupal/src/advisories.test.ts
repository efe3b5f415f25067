import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeRealData, readData } from '../test/real-data.ts';
import { AdvisoryError, exposureOf, fixedIn, parseOsvAdvisory } from './advisories.ts';
import { satisfies } from './constraint.ts';

const affected = {
  package: { ecosystem: 'Packagist:https://packages.drupal.org/8', name: 'drupal/access_code' },
  ranges: [
    {
      type: 'ECOSYSTEM',
      events: [{ introduced: '0' }, { fixed: '2.0.4' }],
      database_specific: { constraint: '<2.0.4' },
    },
  ],
  database_specific: { affected_versions: '<2.0.4' },
};
const osv = {
  id: 'DRUPAL-CONTRIB-2025-028',
  published: '2025-04-02T17:02:32.000Z',
  modified: '2025-04-03T17:02:32.000Z',
  aliases: ['CVE-2025-3129 '],
  details: 'Text',
  affected: [affected],
  references: [{ type: 'WEB', url: 'https://www.drupal.org/sa-contrib-2025-028' }],
  credits: [{ name: 'Somebody', contact: [] }],
};
const withAffected = (more: object) => ({ ...osv, affected: [{ ...affected, ...more }] });

test('an advisory, field by field', () => {
  expect(parseOsvAdvisory(osv)).toEqual({
    id: 'SA-CONTRIB-2025-028',
    osvId: 'DRUPAL-CONTRIB-2025-028',
    aliases: ['CVE-2025-3129'],
    projects: [
      {
        project: 'access_code',
        constraint: '<2.0.4',
        patched: false,
        ranges: [{ introduced: '0', fixed: '2.0.4', lastAffected: null }],
      },
    ],
    title: null,
    details: 'Text',
    publishedAt: '2025-04-02T17:02:32.000Z',
    modifiedAt: '2025-04-03T17:02:32.000Z',
    withdrawnAt: null,
    link: 'https://www.drupal.org/sa-contrib-2025-028',
    credits: ['Somebody'],
  });
});

describe('the constraint', () => {
  const constraintOf = (more: object) => parseOsvAdvisory(withAffected(more)).projects[0]?.constraint;
  const range = (constraint: string) => ({ events: [], database_specific: { constraint } });

  test('core’s package is the project drupal', () => {
    expect(parseOsvAdvisory(withAffected({ package: { name: 'drupal/core' } })).projects[0]?.project).toBe('drupal');
  });

  test('is the original one, which also names Drupal 7', () => {
    const ranges = [range('>=8.0.0 <9.4.14')];
    expect(
      constraintOf({ ranges, database_specific: { affected_versions: '<7.96 || >=8.0.0 <9.4.14', patched: true } }),
    ).toBe('<7.96 || >=8.0.0 <9.4.14');
  });

  test('is that of the ranges where a correction did not reach the original one', () => {
    const ranges = [range('<1.0.2')];
    expect(constraintOf({ ranges, database_specific: { affected_versions: '<1.0.1', patched: true } })).toBe('<1.0.2');
    expect(constraintOf({ ranges, database_specific: { affected_versions: '<1.0.1' } })).toBe('<1.0.1');
  });

  test('is made from the events where nothing else can be read', () => {
    const events = (...list: object[]) => ({ type: 'ECOSYSTEM', events: list });
    const ranges = [
      events({ introduced: '0' }, { fixed: '1.2.0' }),
      events({ introduced: '2.0.0' }, { last_affected: '2.0.1' }),
    ];
    expect(constraintOf({ ranges, database_specific: {} })).toBe('<1.2.0 || >=2.0.0 <=2.0.1');
    expect(constraintOf({ ranges: [events({ introduced: '0' })], database_specific: null })).toBe('*');
  });
});

test.each([
  ['no object', [], /JSON object/],
  ['no id', { ...osv, id: undefined }, /id/],
  ['a foreign id', { ...osv, id: 'GHSA-1' }, /id/],
  ['no time', { ...osv, modified: 'soon' }, /modified/],
  ['nothing affected', { ...osv, affected: [] }, /project/],
  ['a foreign package', withAffected({ package: { name: 'symfony/yaml' } }), /project/],
  ['no readable constraint', withAffected({ ranges: [], database_specific: { affected_versions: 'all' } }), /project/],
])('refused: %s', (_, json, message) => {
  expect(() => parseOsvAdvisory(json)).toThrow(AdvisoryError);
  expect(() => parseOsvAdvisory(json)).toThrow(message);
});

test('nothing but an AdvisoryError leaves the parser', () => {
  const wrong = fc.anything({ withNullPrototype: true });
  fc.assert(
    fc.property(fc.constantFrom(...Object.keys(osv)), wrong, (field, value) => {
      try {
        expect(parseOsvAdvisory({ ...osv, [field]: value }).id).toMatch(/^SA-/);
      } catch (error) {
        expect(error).toBeInstanceOf(AdvisoryError);
      }
    }),
    { numRuns: 1000 },
  );
});

test.each([
  ['8.x-1.12', '<1.13.0', 'affected'],
  ['8.x-1.13', '<1.13.0', 'none'],
  ['8.x-1.13-rc1', '<1.13.0', 'possible'],
  ['2.1.1-rc1', '<2.1.1', 'possible'],
  ['2.1.1-rc1', '>=2.1.1 <2.1.5', 'affected'],
  ['2.1.1-rc1', '>=2.1.0 <2.1.1', 'possible'],
  ['2.1.0-rc1', '<2.0.9', 'none'],
  ['2.2.0-rc1', '<2.1.1', 'none'],
  ['3.1.1-rc1', '>=3.1.1 <3.1.1', 'possible'],
  ['2.1.0-alpha1', '2.0.*', 'none'],
  ['2.0.0-beta2', '<2.0.0-beta3', 'affected'],
  ['2.0.0-beta3', '<2.0.0-beta3', 'none'],
  ['8.x-1.x-dev', '<1.13.0', 'possible'],
  ['8.x-1.16+3-dev', '<1.13.0', 'possible'],
  ['8.x-2.x-dev', '<1.13.0', 'none'],
  ['2.1.x-dev', '>=2.0.0 <2.0.5', 'none'],
  ['2.0.x-dev', '>=2.0.0 <2.0.5', 'possible'],
  ['2.x-dev', '>=2.0.0 <2.0.5', 'possible'],
  ['8.x-1.6-bugfix', '<1.13.0', 'affected'],
  ['8.x-1.6-bugfix', '<1.6.0', 'possible'],
  ['8.x-1.6-bugfix', '<1.5.0', 'none'],
  ['dev-main', '<1.13.0', 'possible'],
  ['main', '<1.13.0', 'none'],
  ['main', '*', 'affected'],
  [null, '<1.13.0', 'none'],
  [null, '*', 'affected'],
  ['1.0.0', 'unreadable', 'possible'],
] as const)('%s and %s: %s', (installed, constraint, exposure) => {
  expect(exposureOf('x', installed, constraint)).toBe(exposure);
});

test.each([
  ['11.4.3', '>=11.4.0 <11.4.4', 'affected'],
  ['11.4.4', '>=11.4.0 <11.4.4', 'none'],
  ['7.94', '<7.95', 'affected'],
  ['11.4-dev', '>=11.3.0 <11.3.9', 'none'],
  ['11.4-dev', '>=11.4.0 <11.4.4', 'possible'],
  ['11.x-dev', '>=11.4.0 <11.4.4', 'possible'],
] as const)('core %s and %s: %s', (installed, constraint, exposure) => {
  expect(exposureOf('drupal', installed, constraint)).toBe(exposure);
});

test.each([
  ['<1.5', '8.x-1.2', ['1.5.0']],
  ['<3.6.4 || >=3.7.0 <3.7.3', '3.6.1', ['3.6.4']],
  ['<3.6.4 || >=3.7.0 <3.7.3', '3.7.1', ['3.7.3']],
  ['<3.6.4 || >=3.7.0 <3.7.3', null, ['3.6.4', '3.7.3']],
  ['<3.6.4 || >=3.7.0 <3.7.3', '3.x-dev', ['3.6.4', '3.7.3']],
  ['<3.6.4 || >=3.7.0 <3.7.3', '3.7.x-dev', ['3.7.3']],
  ['<2.1.1', '2.1.1-rc1', ['2.1.1']],
  ['<10.5.12 || 11.0.* || 11.1.* || >=11.2.0 <11.2.14', '11.0.5', ['11.2.14']],
  ['2.0.*', '2.0.3', ['2.1.0']],
  ['*', '2.0.3', []],
  ['1.0.0', '8.x-1.0', []],
  ['<1.17.0 || 2.0.0', '2.0.0', []],
  ['<1.0.0 || 1.0.0', '0.9.0', []],
  ['<1.0.0 || >=1.0.0-rc1 <1.0.2', '0.9.0', ['1.0.2']],
  ['unreadable', '2.0.0', []],
])('%s is fixed for %s in %j', (constraint, installed, versions) => {
  expect(fixedIn(constraint, installed)).toEqual(versions);
});

describeRealData('the advisory database', () => {
  const lines = () => readData('drupal-advisories.osv.jsonl').trimEnd().split('\n');

  test('every advisory is read, with its original constraint', () => {
    const advisories = lines().map((line) => {
      const json = JSON.parse(line);
      const advisory = parseOsvAdvisory(json);
      expect(advisory.projects.map((project) => project.constraint)).toEqual([
        json.affected[0].database_specific.affected_versions.trim(),
      ]);
      return advisory;
    });
    expect(advisories).toHaveLength(591);
    expect(advisories.filter((advisory) => advisory.projects[0]?.project === 'drupal')).toHaveLength(86);
    expect(new Set(advisories.map((advisory) => advisory.projects[0]?.project)).size).toBe(366);
    expect(advisories.filter((advisory) => advisory.projects[0]?.constraint === '*')).toHaveLength(47);
  });

  test('what starts or ends a range is affected, and what is said to fix it never is', () => {
    const fixes = { found: 0, followed: 0 };
    for (const line of lines()) {
      const [{ project, constraint, ranges } = { project: '', constraint: '', ranges: [] }] = parseOsvAdvisory(
        JSON.parse(line),
      ).projects;
      for (const { introduced, fixed, lastAffected } of ranges) {
        if (lastAffected !== null) expect(exposureOf(project, lastAffected, constraint)).toBe('affected');
        if (fixed === null) continue;
        const installed = introduced === null || introduced === '0' ? '0.0.1' : introduced;
        expect(exposureOf(project, installed, constraint)).toBe('affected');
        const fix = fixedIn(constraint, installed);
        expect(fix.map((version) => exposureOf(project, version, constraint))).toEqual(['none']);
        fixes.found++;
        // `11.0.* || 11.1.*`: the first range ends with a release that the second holds.
        if (satisfies(fixed, constraint)) fixes.followed++;
      }
    }
    expect(fixes).toEqual({ found: 789, followed: 19 });
  });
});
