import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';

/** How a figure compares with the one of the period before, in words; nothing where that is not known. */
export function useChangeText() {
  const say = useText();
  const { hours, number, percent } = useFormat();
  return {
    count: (now: number, before: number | undefined) =>
      before === undefined
        ? undefined
        : say(now < before ? 'reports.fewer' : now > before ? 'reports.more' : 'reports.same', {
            count: number(Math.abs(now - before)),
          }),
    lag: (now: number | null, before: number | null | undefined) =>
      now === null || before == null
        ? undefined
        : Math.abs(now - before) < 1
          ? say('reports.sameLag')
          : say(now < before ? 'reports.faster' : 'reports.slower', { time: hours(Math.abs(now - before)) }),
    share: (before: number | null | undefined) =>
      before == null ? undefined : say('reports.was', { value: percent(before) }),
  };
}
