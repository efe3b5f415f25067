import { describe, expect, it } from 'vitest';
import { chooseFix } from './fix.ts';

describe('chooseFix', () => {
  it.each([
    ['the recommended release', '2.0.11', ['2.0.13', '2.0.12'], [], '2.0.13'],
    ['no downgrade from a feed that is older than the site', '11.3.5', ['8.8.4'], [], null],
    ['what the advisories say where the feed has nothing', '11.3.5', ['8.8.4'], ['11.3.7', '11.3.14'], '11.3.14'],
    ['not the installed version', '8.x-1.17', ['8.x-1.17'], [], null],
    ['anything offered to a dev build', '1.x-dev', ['1.2.0'], [], '1.2.0'],
    ['the first offer where no version is known', null, [null, '1.2.0'], [], '1.2.0'],
    ['the smallest fix, not a new minor', '11.3.13', ['11.4.4'], ['11.3.14'], '11.3.14'],
    ['the fix in drupal.org’s spelling', '8.x-2.15', ['8.x-2.16'], ['2.16.0'], '8.x-2.16'],
    ['nothing where there is nothing', '1.0.0', [null], ['not a version'], null],
  ])('takes %s', (_, installed, offered, fixedIn, fix) => {
    expect(chooseFix(installed, offered, fixedIn)).toBe(fix);
  });
});
