import type { SiteModule } from '@patchlight/contract/inventory';
import { expect, it } from 'vitest';
import { composerLineOf } from './composer-line.ts';

const taking = (composer: string | null): Pick<SiteModule, 'fix'> => ({
  fix: {
    action: 'update',
    version: '1.0.0',
    same_branch: true,
    composer,
    fits_core: true,
    core_compatibility: null,
  },
});
const core = `composer require 'drupal/core-recommended:~11.3.14' 'drupal/core-composer-scaffold:~11.3.14' --with-all-dependencies`;
const diff = `composer require 'drupal/diff:^2.0.1' --with-all-dependencies`;

it('makes one command of several, each package once', () => {
  expect(composerLineOf([taking(core), taking(diff), taking(diff)])).toBe(
    `composer require 'drupal/core-recommended:~11.3.14' 'drupal/core-composer-scaffold:~11.3.14' 'drupal/diff:^2.0.1' --with-all-dependencies`,
  );
});

it('has no command where Composer can take nothing', () => {
  expect(composerLineOf([taking(null), { fix: null }])).toBeNull();
});
