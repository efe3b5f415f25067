import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const features = [
  'changes',
  'audit',
  'notifications',
  'organizations',
  'users',
  'auth',
  'sites',
  'modules',
  'inventory',
  'mutes',
  'feeds',
  'patch-runs',
  'reports',
  'messages',
  'channels',
  'retention',
  'jobs',
];
const ground = ['http', 'db', 'redis', 'mail', 'outgoing', 'metrics', 'postgres'];
const dumpingGrounds = /(^|\/)(utils?|helpers?|common|shared|misc|lib|core)(\/|\.ts$)/;

interface Import {
  readonly from: string;
  readonly to: string;
  readonly isTypeOnly: boolean;
}

const files = ['drupal', 'contract', 'server', 'web', 'cli'].flatMap((workspace) =>
  readdirSync(join(root, workspace, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file))
    .map((file) => join(workspace, 'src', file)),
);
const imports: Import[] = files.flatMap((from) =>
  [...readFileSync(join(root, from), 'utf8').matchAll(/^(?:import|export)(\s+type)?\s[^;]*?from '([^']+)'/gms)].map(
    ([, type, to = '']) => ({
      from,
      to: to.startsWith('.') ? relative(root, resolve(root, dirname(from), to)) : to,
      isTypeOnly: type !== undefined,
    }),
  ),
);
// What pages of the web application are made of; every other folder there is a page, or several of one kind.
const webGround = ['api', 'list', 'shell', 'text', 'ui'];
const webPlaceOf = (path: string) => /^web\/src\/([^/]+)\//.exec(path)?.[1];
const placeOf = (path: string) => /^server\/src\/([^/]+)\//.exec(path)?.[1];
const say = ({ from, to }: Import) => `${from} imports ${to}`;

it('finds the imports it is about', () => expect(imports.length).toBeGreaterThan(200));

it('keeps the pure workspaces pure', () => {
  const allowed = { drupal: ['saxes'], contract: ['typebox', 'typebox/compile', 'typebox/format', 'typebox/system'] };
  const bad = Object.entries(allowed).flatMap(([workspace, packages]) =>
    imports.filter(
      ({ from, to }) => from.startsWith(`${workspace}/`) && !to.startsWith(`${workspace}/`) && !packages.includes(to),
    ),
  );
  expect(bad.map(say)).toEqual([]);
});

it('lets the command line know the server only through the contract', () => {
  expect(imports.filter(({ from, to }) => from.startsWith('cli/') && to.startsWith('server/')).map(say)).toEqual([]);
});

it('lets the web application know the server only through the contract, and carry none of its schemas', () => {
  const withoutSchemas = ['address', 'channel-lists', 'client', 'errors', 'event-kinds', 'mute-limits', 'roles'].map(
    (file) => `@patchlight/contract/${file}`,
  );
  const bad = imports.filter(
    ({ from, to, isTypeOnly }) =>
      from.startsWith('web/') &&
      (/^(server|cli|drupal)\//.test(to) ||
        (to.startsWith('@patchlight/') && !isTypeOnly && !withoutSchemas.includes(to))),
  );
  expect(bad.map(say)).toEqual([]);
});

it('keeps what pages are made of free of pages, and pages free of each other', () => {
  const bad = imports.filter(({ from, to, isTypeOnly }) => {
    const [own, other] = [webPlaceOf(from), webPlaceOf(to)];
    if (own === undefined || other === undefined || own === other || isTypeOnly) return false;
    return webGround.includes(own) ? !webGround.includes(other) : /-page\.tsx$/.test(to);
  });
  expect(bad.map(say)).toEqual([]);
});

it('keeps features importing to their left, and never routes', () => {
  const bad = imports.filter(({ from, to }) => {
    const [own, other] = [features.indexOf(placeOf(from) ?? ''), features.indexOf(placeOf(to) ?? '')];
    return own >= 0 && other >= 0 && own !== other && (other > own || basename(to) === 'routes.ts');
  });
  expect(bad.map(say)).toEqual([]);
});

it('lets only routes bind to HTTP, and the ground know no feature', () => {
  const toHttp = imports.filter(
    ({ from, to }) =>
      features.includes(placeOf(from) ?? '') && placeOf(to) === 'http' && basename(from) !== 'routes.ts',
  );
  const toFeature = imports.filter(
    ({ from, to }) => ground.includes(placeOf(from) ?? '') && features.includes(placeOf(to) ?? ''),
  );
  expect([...toHttp, ...toFeature].map(say)).toEqual([]);
});

it('keeps the drivers and the environment in one place each', () => {
  const driver = imports.filter(({ from, to }) => to === 'pg' && placeOf(from) !== 'db');
  const environment = files.filter(
    (file) => file.startsWith('server/') && /process\.env/.test(readFileSync(join(root, file), 'utf8')),
  );
  expect(driver.map(say)).toEqual([]);
  const redis = imports.filter(({ from, to }) => to === 'ioredis' && placeOf(from) !== 'redis');
  expect(redis.map(say)).toEqual([]);
  expect(environment).toEqual(['server/src/config.ts']);
});

it('has no cycle of values', () => {
  const edges = new Map<string, string[]>();
  for (const { from, to, isTypeOnly } of imports) if (!isTypeOnly) edges.set(from, [...(edges.get(from) ?? []), to]);
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) return void cycles.push([...path.slice(path.indexOf(file)), file].join(' > '));
    if (done.has(file)) return;
    for (const next of edges.get(file) ?? []) visit(next, [...path, file]);
    done.add(file);
  };
  for (const file of edges.keys()) visit(file, []);
  expect(cycles).toEqual([]);
});

it('names no dumping ground and keeps files short', () => {
  expect(files.filter((file) => dumpingGrounds.test(file))).toEqual([]);
  const long = files.filter(
    (file) => readFileSync(join(root, file), 'utf8').split('\n').length > 400 && !file.endsWith('db/tables.ts'),
  );
  expect(long).toEqual([]);
});
