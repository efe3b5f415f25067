import { describe, expect, it } from 'vitest';
import type { Send } from '../db/database.ts';
import { createMuteCache, type KnownMute, type MutableVersion, mutesOn } from './known-mutes.ts';

const mute = (rest: Partial<KnownMute>): KnownMute => ({
  id: 1,
  organization_id: 1,
  module_id: 7,
  site_id: null,
  tags: null,
  up_to_version: null,
  advisory_id: null,
  ...rest,
});
const version = (rest: Partial<MutableVersion> = {}): MutableVersion => ({
  moduleId: 7,
  version: '8.x-1.9',
  urgency: 1,
  possible: false,
  advisoryHoles: [3],
  ...rest,
});
const site = { id: 5, tags: ['a'] };
const hides = (mutes: readonly KnownMute[], of = version()) => mutesOn(site, mutes)(of);

describe('a mute hides', () => {
  it.each<[string, Partial<KnownMute>, Partial<MutableVersion>, boolean]>([
    ['its project', {}, {}, true],
    ['no other', {}, { moduleId: 8 }, false],
    ['on its site', { site_id: 5 }, {}, true],
    ['on no other', { site_id: 6 }, {}, false],
    ['on a tag of several', { tags: ['b', 'a'] }, {}, true],
    ['on no other tag', { tags: ['b'] }, {}, false],
    ['up to the version itself', { up_to_version: '8.x-1.9' }, {}, true],
    ['as Drupal compares versions', { up_to_version: '8.x-1.10' }, {}, true],
    ['nothing newer', { up_to_version: '8.x-1.8' }, {}, false],
    ['up to no version what is none', { up_to_version: '8.x-1.8' }, { version: 'dev-main' }, false],
    ['what is unknown', {}, { urgency: 4 }, true],
    ['nothing current', {}, { urgency: 5 }, false],
    ['what is current and possibly exposed', {}, { urgency: 5, possible: true }, true],
    ['no custom code', {}, { urgency: 6 }, false],
    ['the one hole that it names', { advisory_id: 3 }, {}, true],
    ['no second one', { advisory_id: 3 }, { advisoryHoles: [3, 4] }, false],
    ['nothing where other holes are', { advisory_id: 3 }, { advisoryHoles: null }, false],
  ])('%s', (_, one, of, is) => {
    expect(hides([mute(one)], version(of))).toBe(is ? 1 : null);
  });

  it('every hole together with others', () => {
    const both = version({ advisoryHoles: [3, 4] });
    expect(hides([mute({ id: 1, advisory_id: 3 }), mute({ id: 2, advisory_id: 4 })], both)).toBe(1);
  });
});

describe('the mutes in memory', () => {
  function cacheOf(rows: readonly KnownMute[]) {
    const sent: string[] = [];
    const send: Send = async <Row>({ name }: { name?: string }) => {
      sent.push(name ?? '');
      // What a statement gives is what its caller says.
      return (name === 'inventory-read-tags' ? [{ id: 5, tags: ['a'] }] : rows) as Row[];
    };
    const cache = createMuteCache();
    const ask = async (epoch: number, organizationId = 1) => {
      sent.length = 0;
      const own = { id: 5, organizationId };
      const muteOf = (await cache.of(epoch, [own], send))(own);
      return { muted: muteOf === null ? 'no mutes' : muteOf(version()), sent: [...sent] };
    };
    return ask;
  }

  it('cost a report nothing where nobody ever muted, and where its organization has none', async () => {
    const ask = cacheOf([]);
    expect(await ask(0)).toEqual({ muted: 'no mutes', sent: [] });
    expect((await ask(1)).sent).toEqual(['inventory-read-mutes']);
    expect(await ask(1)).toEqual({ muted: 'no mutes', sent: [] });
    expect((await ask(2)).sent).toEqual(['inventory-read-mutes']);
  });

  it('are read once for each organization and epoch', async () => {
    const ask = cacheOf([mute({})]);
    expect(await ask(1)).toEqual({ muted: 1, sent: ['inventory-read-mutes'] });
    expect(await ask(1)).toEqual({ muted: 1, sent: [] });
    expect(await ask(1, 2)).toEqual({ muted: 'no mutes', sent: ['inventory-read-mutes'] });
  });

  it('ask for the tags of a site only where some mute is of tags', async () => {
    const ask = cacheOf([mute({ tags: ['a'] })]);
    expect((await ask(1)).sent).toEqual(['inventory-read-mutes', 'inventory-read-tags']);
    expect(await ask(1)).toEqual({ muted: 1, sent: ['inventory-read-tags'] });
  });
});
