import type { MutePreview } from '@patchlight/contract/mutes';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { Callout } from '../ui/states.tsx';

const kinds = ['security', 'unsupported', 'update', 'unknown'] as const;

/** What would no longer show: said before it is hidden. */
export function PreviewLine({ preview, mutes }: { preview: MutePreview | undefined; mutes: number }) {
  const say = useText();
  const { list } = useFormat();
  if (preview === undefined)
    return <Callout>{mutes > 1 ? say('mutes.preview.several', { count: mutes }) : say('mutes.preview.open')}</Callout>;
  const { sites, muted, possible } = preview;
  const parts = kinds.flatMap((kind) =>
    preview[kind] === 0 ? [] : [say(`mutes.preview.${kind}`, { count: preview[kind] })],
  );
  return (
    <Callout {...(preview.security > 0 && { status: 'security' as const })}>
      {sites === 0
        ? say('mutes.preview.none')
        : say(mutes > 1 ? 'mutes.preview.together' : 'mutes.preview', { count: sites, kinds: list(parts) })}
      {possible > 0 && ` ${say('mutes.preview.possible', { count: possible })}`}
      {muted > 0 && ` ${say('mutes.preview.muted', { count: muted })}`}
    </Callout>
  );
}
