import { ReleaseHistoryError } from '@patchlight/drupal/release-history';
import { describe, expect, it } from 'vitest';
import { flagChangedSites } from '../src/inventory/flag-sites.ts';
import { storeFeed } from '../src/modules/store-feed.ts';
import { releaseHistory } from './factories.ts';
import { useJudgedSite } from './judging.ts';

const { test, site, project, report, feed, verdict } = useJudgedSite();

describe('a document that is refused leaves everything as it was', () => {
  const good = (name: string) =>
    releaseHistory(name, [
      { version: '1.1.0', types: ['Security update'] },
      { version: '1.0.0', types: ['Insecure'] },
    ]);
  const documents: [string, (name: string) => string][] = [
    [
      'an <error>',
      () => '<?xml version="1.0"?>\n<error>No release history was found for the requested project (x).</error>',
    ],
    ['an <error> in the place of the project', (name) => `<error><short_name>${name}x</short_name></error>`],
    ['nothing', () => ''],
    ['HTML', () => '<!DOCTYPE html><html><body>Down for maintenance</body></html>'],
    ['HTML without a type', () => '<html><head><title>x</title></head><body><p>Hello</p></body></html>'],
    ['JSON', () => '{"error":"x"}'],
    ['text', () => 'Service unavailable'],
    ['half of it', (name) => good(name).slice(0, good(name).length / 2)],
    ['all but its end', (name) => good(name).trimEnd().slice(0, -1)],
    ['the history of another project', () => good('another')],
    [
      'a billion laughs',
      (name) =>
        `<!DOCTYPE project [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>${good(name)
          .replace('<title>', '<title>&b;')
          .replace(/^<\?xml.*\n/, '')}`,
    ],
    [
      'an external entity',
      (name) => `<!DOCTYPE project [<!ENTITY x SYSTEM "file:///etc/passwd">]>${good(name).replace(/^<\?xml.*\n/, '')}`,
    ],
    ['an unknown entity', (name) => good(name).replace('<title>', '<title>&nothing;')],
    ['a hundred thousand levels', () => '<a>'.repeat(100_000)],
    ['a NUL', (name) => good(name).replace('<title>', '<title>\u0000')],
    ['a NUL by its number', (name) => good(name).replace('<title>', '<title>&#0;')],
    ['two of it', (name) => good(name) + good(name)],
  ];

  it.each(documents)('%s', async (_name, document) => {
    await storeFeed(test.ctx, project(), good(project()));
    await report('1.0.0');
    const everything = async () => [
      await test.sql(
        'select * from module_versions v join modules m on m.id = v.module_id where m.module_name = $1 order by v.id',
        [project()],
      ),
      await test.sql('select * from release_feeds f join modules m on m.id = f.module_id where m.module_name = $1', [
        project,
      ]),
      await test.sql('select * from sites where id = $1', [site().id]),
      await test.sql('select epoch from catalogue_epoch'),
    ];
    const before = await everything();
    await expect(storeFeed(test.ctx, project(), document(project()))).rejects.toBeInstanceOf(ReleaseHistoryError);
    await flagChangedSites(test.ctx);
    expect(await everything()).toEqual(before);
    expect(await verdict()).toEqual(['security', 'not_secure', null, 'security']);
  });

  it('odd releases in a good document do not stop it', async () => {
    await report('1.0.0');
    await feed([
      { version: '1.1.0', date: 99_999_999_999_999 },
      { version: `${'9'.repeat(4000)}.0.0` },
      { version: '1.0.0', types: ['Insecure'], date: -1e30 },
      { version: '1.0.0', types: ['Insecure'] },
    ]);
    expect((await verdict())[0]).toBe('security');
  });
});
