import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { type MeterPart, meterParts } from './charts/meter.tsx';

/** `5 exposed, 1 muted, 10 fixed`; what is zero is left out. */
export function useSiteCounts(): (parts: Partial<Record<MeterPart, number>>) => string {
  const say = useText();
  const { number } = useFormat();
  return (parts) => {
    const said = meterParts.flatMap((part) => {
      const count = parts[part] ?? 0;
      return count > 0 ? [say(`advisory.count.${part}`, { count: number(count) })] : [];
    });
    return said.length === 0 ? say('advisory.count.none') : said.join(', ');
  };
}
