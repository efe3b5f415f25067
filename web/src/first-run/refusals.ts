import type { TextId } from '../text/text.tsx';

interface Cure {
  readonly title: TextId;
  readonly next: TextId;
  readonly command?: string;
}

const cures: Readonly<Record<string, Cure>> = {
  generated_at_in_future: {
    title: 'firstRun.refusal.clock',
    next: 'firstRun.refusal.clock.next',
    command: 'sudo timedatectl set-ntp true',
  },
  malformed_json: {
    title: 'firstRun.refusal.json',
    next: 'firstRun.refusal.json.next',
    command: 'head -c 300 composer.lock',
  },
  invalid_report: { title: 'firstRun.refusal.field', next: 'firstRun.refusal.field.next' },
  too_large: { title: 'firstRun.refusal.large', next: 'firstRun.refusal.large.next' },
  unsupported_media_type: { title: 'firstRun.refusal.type', next: 'firstRun.refusal.type.next' },
  unsupported_encoding: { title: 'firstRun.refusal.type', next: 'firstRun.refusal.type.next' },
};
const otherwise: Cure = { title: 'firstRun.refusal.other', next: 'firstRun.refusal.other.next' };

/** What to do about a refused report, by the code of its refusal. */
export const cureOf = (code: string): Cure => cures[code] ?? otherwise;

/** The reason of a refused report is its code and a sentence: `too_large: The request body is too large.` */
export function splitReason(reason: string | null): { readonly code: string; readonly message: string } {
  const [, code = '', message = ''] = /^([a-z_]+): (.*)$/s.exec(reason ?? '') ?? [];
  return { code, message: message || (reason ?? '') };
}
