import type * as contract from '../ingest.ts';
import type { ExamplesOf } from './example.ts';
import { receipt } from './inventory.ts';

/** A composer.lock as far as it is read; the whole file may be sent as it is. */
const lock = {
  'content-hash': '9d1c0f6a3b7e4d52a8f1c6e09b3d7a45',
  packages: [
    { name: 'drupal/core', version: '10.6.12', type: 'drupal-core' },
    {
      name: 'drupal/postcard',
      version: '2.4.0',
      type: 'drupal-module',
      source: { type: 'git', url: 'https://git.drupalcode.org/project/postcard.git', reference: '2.4.0' },
    },
  ],
  'packages-dev': [],
};

export const ingest: ExamplesOf<typeof contract> = {
  ingestReport: { params: { format: 'composer-lock' }, body: lock, data: receipt },
};
