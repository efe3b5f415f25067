import { describe, expect, it } from 'vitest';
import { storeFeed } from '../src/modules/store-feed.ts';
import { makeSite, releaseHistory } from './factories.ts';
import { api, hour, useReportingSite } from './reporting.ts';

const { test, send, sendTo, report, ago, get, running, history, patchRuns, siteView } = useReportingSite();

let made = 0;
const fresh = (): string => `acme_${++made}`;

const decide = (name: string, body: object, actor = test.cast.dev) =>
  test.request(test.as(actor), 'PUT', `${api}/module-identities/${name}`, {
    organization_id: test.cast.home.uuid,
    ...body,
  });
const asCustom = (name: string) => decide(name, { decision: 'custom' });
const asProject = (name: string, project: string) => decide(name, { decision: 'project', project });
const forget = (name: string, organization = test.cast.home, actor = test.cast.dev) =>
  test.request(test.as(actor), 'DELETE', `${api}/module-identities/${name}?organization_id=${organization.uuid}`);
const counts = async () => {
  const { status, counts } = await siteView();
  return { status, unknown: counts.unknown, custom: counts.custom, security: counts.security };
};
const extensionsOf = async (name: string): Promise<string[]> =>
  (await get(`/modules?include=custom&q=${name}`))[0].extensions.map((extension: { name: string }) => extension.name);

/** A project with a hole in 1.0.0, closed by 1.1.0. */
async function withHole(): Promise<string> {
  const project = `with_hole_${++made}`;
  await storeFeed(
    test.ctx,
    project,
    releaseHistory(project, [
      { version: '1.1.0', types: ['Security update'] },
      { version: '1.0.0', types: ['Insecure'] },
    ]),
  );
  return project;
}

describe('a name that was decided to be custom', () => {
  it('is so in the reports that come later', async () => {
    const name = fresh();
    const { status, data } = await asCustom(name);
    expect([status, data]).toMatchObject([
      200,
      { name, decision: 'custom', project: null, decided_by: { id: test.cast.dev.uuid } },
    ]);
    await report([{ name, version: '1.0.0' }]);
    expect(await running()).toEqual([`${name} 1.0.0 *`]);
    expect(await counts()).toEqual({ status: 'unknown', unknown: 0, custom: 1, security: 0 });
    expect(await test.sql('select from modules where module_name = $1 and organization_id is null', [name])).toEqual(
      [],
    );
    expect(await test.sql('select from feed_sources where key = $1', [`release-history:${name}`])).toEqual([]);
  });

  it('moves what sites run already; nothing changed on them, and the past stays what it was', async () => {
    const name = fresh();
    await report([
      { name, version: '0.9.0' },
      { name: 'token', version: '1.0.0' },
    ]);
    const before = test.now().toISOString();
    test.pass(hour);
    await report([
      { name, version: '1.0.0' },
      { name: 'token', version: '1.0.0' },
    ]);
    test.pass(hour);
    const [since] = (await get(`/modules?q=${name}`)).map((row: { running_since: string }) => row.running_since);
    await asCustom(name);
    expect(await running()).toEqual([`${name} 1.0.0 *`, 'token 1.0.0']);
    expect(await counts()).toMatchObject({ unknown: 1, custom: 1 });
    expect((await get(`/modules?include=custom&q=${name}`))[0]).toMatchObject({ status: null, running_since: since });
    expect(await running(`&at=${before}`)).toEqual([`${name} 0.9.0`, 'token 1.0.0']);
    expect(await history()).toEqual([`${name} updated 0.9.0 1.0.0`]);
    expect(await patchRuns()).toHaveLength(1);
  });

  it('stays so with the same bytes, which are not read again, and with others', async () => {
    const name = fresh();
    const body = { extensions: [{ name, version: '1.0.0' }] };
    await send(body);
    await asCustom(name);
    for (const pass of [hour, hour]) {
      test.pass(pass);
      expect((await send(body)).data.status).toBe('unchanged');
    }
    expect((await send({ ...body, trigger: 'cron' })).data.status).toBe('unchanged');
    expect(await running()).toEqual([`${name} 1.0.0 *`]);
    test.pass(hour);
    await send({ extensions: [{ name, version: '2.0.0' }] });
    expect(await running()).toEqual([`${name} 2.0.0 *`]);
    expect(await history()).toEqual([`${name} updated 1.0.0 2.0.0`]);
  });

  it('is fetched no more, as long as no other organization runs a project of that name', async () => {
    const [alone, shared] = [fresh(), fresh()];
    const extensions = [alone, shared].map((name) => ({ name, version: '1.0.0' }));
    await send({ extensions });
    await send({ extensions: extensions.slice(1) }, {}, test.cast.awaySite);
    await asCustom(alone);
    await asCustom(shared);
    const due = async (name: string) =>
      (
        await test.sql<{ due: boolean }>('select next_fetch_at is not null as due from feed_sources where key = $1', [
          `release-history:${name}`,
        ])
      )[0]?.due;
    expect([await due(alone), await due(shared)]).toEqual([false, true]);
    await forget(alone);
    expect(await due(alone)).toBe(true);
  });

  it('moves what stands beside as well', async () => {
    const name = fresh();
    await report([{ name, version: '1.0.0' }]);
    await report([{ name, version: '1.1.0' }], { trigger: 'ci' });
    await asCustom(name);
    const [row] = await get('/modules?include=custom');
    expect(row).toMatchObject({ custom: true, repository: { version: '1.1.0', status: null } });
    test.pass(hour);
    expect((await report([{ name, version: '1.1.0' }], { trigger: 'ci' })).data.status).toBe('unchanged');
  });
});

describe('a name that was decided to be a project', () => {
  it('is judged as that project, what sites run already too', async () => {
    const [name, project] = [fresh(), await withHole()];
    await report([{ name, version: '1.0.0', origin: 'custom' }]);
    expect(await counts()).toEqual({ status: 'unknown', unknown: 0, custom: 1, security: 0 });
    await asProject(name, project);
    expect(await running()).toEqual([`${project} 1.0.0`]);
    expect(await counts()).toEqual({ status: 'security', unknown: 0, custom: 0, security: 1 });
    expect(await extensionsOf(project)).toEqual([name]);
    test.pass(hour);
    expect((await report([{ name, version: '1.0.0', origin: 'custom' }])).data.status).toBe('unchanged');
    test.pass(hour);
    await report([{ name, version: '1.1.0', origin: 'custom' }]);
    expect(await history()).toEqual([`${project} updated 1.0.0 1.1.0`]);
    expect((await patchRuns())[0].updates).toMatchObject([{ module: project, security: true }]);
  });

  it('is a part of the project where the site runs that under its own name', async () => {
    const [name, project] = [fresh(), await withHole()];
    const body = {
      extensions: [
        { name, version: '1.1.0' },
        { name: project, version: '1.0.0' },
      ],
    };
    await send(body);
    await asProject(name, project);
    const together = async () => [await running(), await extensionsOf(project)];
    expect(await together()).toEqual([[`${project} 1.0.0`], [project, name]]);
    test.pass(hour);
    expect((await send({ ...body, trigger: 'cron' })).data.status).toBe('unchanged');
    expect(await together()).toEqual([[`${project} 1.0.0`], [project, name]]);
    // What the project swallowed is told of by the next report: the same bytes are read again.
    await forget(name);
    test.pass(hour);
    expect((await send({ ...body, trigger: 'cron' })).data.status).toBe('applied');
    expect(await running()).toEqual([`${name} 1.1.0`, `${project} 1.0.0`]);
  });

  it('and so is a second name of it', async () => {
    const [one, two, project] = [fresh(), fresh(), await withHole()];
    const body = { extensions: [one, two].map((name) => ({ name, version: '1.0.0' })) };
    await send(body);
    await asProject(one, project);
    await asProject(two, project);
    expect([await running(), await extensionsOf(project)]).toEqual([[`${project} 1.0.0`], [one, two]]);
    test.pass(hour);
    expect((await send({ ...body, trigger: 'cron' })).data.status).toBe('unchanged');
    await forget(one);
    test.pass(hour);
    await send({ ...body, trigger: 'cron' });
    expect([await running(), await extensionsOf(project)]).toEqual([[`${one} 1.0.0`, `${project} 1.0.0`], [two]]);
  });

  it('stays where a row of the name cannot be read', async () => {
    const [name, project] = [fresh(), await withHole()];
    await report([{ name, version: '1.0.0' }]);
    await asProject(name, project);
    test.pass(hour);
    await report([{ name, version: 1 }]);
    expect(await running()).toEqual([`${project} 1.0.0`]);
  });

  it('may be decided anew', async () => {
    const [name, one, other] = [fresh(), await withHole(), await withHole()];
    for (const [project, risk] of [
      [one, 12],
      [other, 18],
    ])
      await test.sql(
        `update module_versions set risk = $2
         where version_number = '1.0.0' and module_id = (select id from modules where module_name = $1)`,
        [project, risk],
      );
    const risk = async () => (await siteView()).risk;
    await report([{ name, version: '1.0.0' }]);
    await asProject(name, one);
    expect([await running(), await risk()]).toEqual([[`${one} 1.0.0`], 12]);
    await asProject(name, other);
    expect([await running(), await risk()]).toEqual([[`${other} 1.0.0`], 18]);
    await asProject(name, one);
    expect([await running(), await risk()]).toEqual([[`${one} 1.0.0`], 12]);
    await asCustom(name);
    expect([await running(), await risk()]).toEqual([[`${name} 1.0.0 *`], null]);
    expect(await counts()).toMatchObject({ security: 0, custom: 1 });
    expect(await extensionsOf(name)).toEqual([]);
  });

  it.each([
    ['no name of drupal.org', { project: 'Web-Form' }, '/project'],
    ['a path', { project: '../../etc' }, '/project'],
    ['Drupal core', { project: 'drupal' }, '/project'],
    ['no project at all', {}, '/project'],
  ])('is none with %s', async (_what, body, path) => {
    const answer = await decide(fresh(), { decision: 'project', ...body });
    expect([answer.status, answer.body.details[0].path]).toEqual([400, path]);
  });

  it('is none where it is custom as well, or where the name is Drupal core', async () => {
    expect((await decide(fresh(), { decision: 'custom', project: 'token' })).body.details[0].path).toBe('/project');
    expect((await asCustom('drupal')).body.details[0].path).toBe('path/name');
  });
});

describe('a decision that is taken back', () => {
  it('brings back what each report said', async () => {
    const [name, project] = [fresh(), await withHole()];
    const second = await makeSite(test.ctx, test.cast.home);
    await report([{ name, version: '1.0.0', origin: 'custom' }]);
    await send({ extensions: [{ name, version: '1.0.x-dev', datestamp: 1_760_000_000 }] }, {}, second);
    const now = async () => [
      await running(),
      (
        await test.request(test.as(test.cast.vic), 'GET', `${api}/sites/${second.uuid}/modules?include=custom`)
      ).data.map((row: { module: { name: string }; custom: boolean; datestamp: number }) => [
        row.module.name,
        row.custom,
        row.datestamp,
      ]),
    ];
    const before = await now();
    for (const apply of [() => asProject(name, project), () => asCustom(name)]) {
      await apply();
      expect(await now()).not.toEqual(before);
      expect((await forget(name)).status).toBe(200);
      expect(await now()).toEqual(before);
    }
    expect(await history()).toEqual([]);
    test.pass(hour);
    await report([{ name, version: '1.1.0', origin: 'custom' }]);
    expect(await history()).toEqual([`${name} updated 1.0.0 1.1.0`]);
  });

  it('and one that was never made is not found', async () => {
    expect((await forget(fresh())).status).toBe(404);
  });

  it('leaves the history of a module whole that came back to a site where it had been before', async () => {
    const [name, project] = [fresh(), await withHole()];
    const both = (version: string) => [
      { name, version: '1.0.0' },
      { name: project, version },
    ];
    await report(both('1.0.0'));
    test.pass(hour);
    await report([{ name, version: '1.0.0' }]);
    test.pass(hour);
    // Here the project was, and went, while the name ran on.
    await asProject(name, project);
    await forget(name);
    await asProject(name, project);
    expect(await running()).toEqual([`${project} 1.0.0`]);
    expect(await history()).toEqual([`${project} removed 1.0.0 null`]);
  });
});

it('a late report leaves the past of a decided name as it was said, and is woven in besides', async () => {
  const name = fresh();
  const both = (version: string) => [name, 'token'].map((each) => ({ name: each, version }));
  await report(both('1.0.0'));
  test.pass(3 * hour);
  await report(both('1.2.0'));
  await asCustom(name);
  await report(both('1.1.0'), { generated_at: ago(hour) });
  expect(await running()).toEqual([`${name} 1.2.0 *`, 'token 1.2.0']);
  expect(await running(`&at=${ago(hour / 2)}`)).toEqual([`${name} 1.0.0`, 'token 1.1.0']);
});

describe('two servers', () => {
  it('the other one goes by the decision with its next report', async () => {
    const [name, project] = [fresh(), await withHole()];
    const replica = test.replica();
    const body = (version: string) => ({ extensions: [{ name, version }] });
    await sendTo(replica, body('1.0.0'));
    test.pass(hour);
    await asProject(name, project);
    expect((await sendTo(replica, body('1.0.0'))).data.status).toBe('unchanged');
    test.pass(hour);
    await sendTo(replica, body('1.1.0'));
    expect(await running()).toEqual([`${project} 1.1.0`]);
    await forget(name);
    test.pass(hour);
    await sendTo(replica, body('1.2.0'));
    expect(await running()).toEqual([`${name} 1.2.0`]);
  });

  it('no report is written by a decision that is over, however they meet', async () => {
    const name = fresh();
    const replica = test.replica();
    const sites = await Promise.all(Array.from({ length: 12 }, () => makeSite(test.ctx, test.cast.home)));
    const reports = (version: string) =>
      sites.map((each, index) =>
        index % 2 === 0
          ? send({ extensions: [{ name, version }] }, {}, each)
          : sendTo(replica, { extensions: [{ name, version }] }, each),
      );
    for (let turn = 0; turn < 6; turn += 1) {
      test.pass(hour);
      const all = reports(`1.${turn}.0`);
      await (turn % 2 === 0 ? asCustom(name) : forget(name));
      await Promise.all(all);
      const rows = await test.sql<{ custom: boolean }>(
        `select m.organization_id is not null as custom from site_modules sm join modules m on m.id = sm.module_id
         where m.module_name = $1`,
        [name],
      );
      expect(rows).toEqual(sites.map(() => ({ custom: turn % 2 === 0 })));
    }
  });
});
