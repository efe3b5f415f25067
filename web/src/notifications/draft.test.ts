import { defaultPreferences } from '@patchlight/contract/notification-preferences';
import { describe, expect, it } from 'vitest';
import { applied, changesOf, countChanges, type Preferences } from './draft.ts';

const saved: Preferences = { ...defaultPreferences, tags: ['retail', 'tier 1'], site_ids: [] };

describe('what has changed', () => {
  it.each<[string, Preferences, Preferences, number]>([
    ['nothing', {}, {}, 0],
    ['an event', { events: { site_silent: 'off' } }, { events: { site_silent: 'off' } }, 1],
    ['an event back to what it was', { events: { site_silent: 'instant' } }, {}, 0],
    ['tags in another order', { tags: ['tier 1', 'retail'] }, {}, 0],
    ['fewer tags', { tags: ['retail'] }, { tags: ['retail'] }, 1],
    [
      'hours and an event',
      { quiet_hours: { from: '22:00', to: '07:00' }, events: { key_ending: 'off' } },
      { quiet_hours: { from: '22:00', to: '07:00' }, events: { key_ending: 'off' } },
      2,
    ],
  ])('%s', (_what, over, changes, count) => {
    const found = changesOf(saved, applied(saved, over));
    expect(found).toEqual(changes);
    expect(countChanges(found)).toBe(count);
  });

  it('keeps the other events when one changes', () => {
    expect(applied(saved, { events: { site_silent: 'off' } }).events).toEqual({
      ...defaultPreferences.events,
      site_silent: 'off',
    });
  });
});
