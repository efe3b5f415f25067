import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { contractServer } from '../test/contract-server.ts';
import { run } from '../test/run.ts';
import { version } from './version.ts';

const words = ['check', 'report', 'verdict', 'login', 'logout', 'whoami', 'status'];
const lists = [
  'sites list',
  'sites show',
  'sites add',
  'sites edit',
  'sites rm',
  'modules list',
  'modules show',
  'modules who',
  'modules versions',
  'advisories list',
  'advisories show',
  'advisories sites',
  'feeds list',
  'feeds log',
  'feeds refresh',
  'feeds pause',
  'feeds resume',
  'feeds upload',
  'patch-run record',
  'patch-run list',
];

describe('main', () => {
  it('knows its version', async () => {
    const { version: packaged } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    expect(version).toBe(packaged);
    expect(await run(['--version'])).toEqual({ code: 0, out: `${packaged}\n`, err: '' });
  });

  it.each(['', ...words, ...lists])('helps with "%s", an example first and no line over 80', async (command) => {
    const { code, out } = await run([...command.split(' ').filter((word) => word !== ''), '--help']);
    expect(code).toBe(0);
    expect(out).toMatch(/^Examples?:\n {2}\S/);
    const long = out.split('\n').filter((line) => line.length > 80);
    expect(long.filter((line) => !line.includes('drush pm:list') && !line.includes('patchlight '))).toEqual([]);
  });

  it.each([
    [['chekc'], 'Did you mean check?'],
    [['sites', 'lst'], 'Did you mean list?'],
    [['advisories', 'shw'], 'Did you mean show?'],
    [['advisories', 'list', '--since', 'yesterday'], '2026-09-01'],
    [['advisories', 'list', '--since', '2026-13-01'], 'no such day'],
    [['advisories', 'list', '--min-risk', '26'], 'from 0 to 25'],
    [['feeds', 'upload', 'webform', 'nothing.xml'], 'nothing.xml cannot be read'],
    [['check', '--formt', 'json'], 'Did you mean --format?'],
    [['check', '--fail-on', 'rain'], 'Allowed choices are'],
    [['whoami', '--url', 'ftp://x'], 'not an http or https URL'],
    [['whoami', '--url', 'https://u:p@x'], 'carries credentials'],
    [[], 'Usage: patchlight'],
  ])('ends with 5 for %j', async (argv, message) => {
    const { code, out, err } = await run(argv);
    expect(code).toBe(5);
    expect(out).toBe('');
    expect(err).toContain(message);
  });

  it('ends with 2 when nothing listens and names the next command', async () => {
    const server = await contractServer({});
    await server.close();
    const { code, err } = await run(['whoami', '--url', server.url, '--retries', '0']);
    expect(code).toBe(2);
    expect(err).toMatch(/could not be reached[\s\S]*ECONNREFUSED[\s\S]*next: patchlight status/);
  });

  it('ends with 7 when no answer comes in time', async () => {
    const silent = createServer(() => {});
    const url = await new Promise((resolve) =>
      silent.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(silent.address() as AddressInfo).port}`)),
    );
    const { code } = await run(['whoami', '--url', String(url), '--timeout', '1s', '--retries', '0']);
    silent.close();
    expect(code).toBe(7);
  });

  it('warns when a credential would travel in the clear', { timeout: 20_000 }, async () => {
    const { err } = await run(['whoami', '--url', 'http://patchlight.invalid', '--retries', '0'], {
      env: { PATCHLIGHT_API_KEY: 'pl_org_a' },
    });
    expect(err).toContain('is not https');
    expect(err).not.toContain('pl_org_a');
  });
});
