import { useText } from '../text/text.tsx';
import styles from './diff.module.css';

type State = Readonly<Record<string, unknown>> | null;

interface Line {
  readonly sign: '−' | '+' | '';
  readonly text: string;
}

/** What a change did, field by field: before with −, after with +, the rest as it is. By weight and tint, not by colour. */
export function Diff({ before, after }: { before: State; after: State }) {
  const say = useText();
  const lines = linesOf(flat(before), flat(after));
  if (lines.length === 0) return <p className="muted small">{say('diff.nothing')}</p>;
  return (
    <div className={styles.diff}>
      {lines.map(({ sign, text }) => (
        <div key={sign + text} className={`${styles.line} ${sign === '+' ? styles.now : ''}`}>
          <span aria-hidden>{sign}</span>
          <span>
            {sign !== '' && (
              <span className="hidden-visually">{say(sign === '+' ? 'diff.after' : 'diff.before')} </span>
            )}
            {text}
          </span>
        </div>
      ))}
    </div>
  );
}

export function linesOf(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): readonly Line[] {
  const names = [...new Set([...before.keys(), ...after.keys()])];
  return names.flatMap((name): Line[] => {
    const [was, is] = [before.get(name), after.get(name)];
    if (was === is) return [{ sign: '', text: `${name}: ${is}` }];
    return [
      ...(was === undefined ? [] : [{ sign: '−', text: `${name}: ${was}` } as const]),
      ...(is === undefined ? [] : [{ sign: '+', text: `${name}: ${is}` } as const]),
    ];
  });
}

/** `{ targets: { critical: 72 } }` as `targets.critical` and `72`. */
export function flat(state: State, prefix = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of Object.entries(state ?? {})) {
    const isGroup = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (!isGroup) found.set(prefix + name, typeof value === 'string' ? value : JSON.stringify(value));
    else for (const [path, text] of flat(value as Record<string, unknown>, `${prefix}${name}.`)) found.set(path, text);
  }
  return found;
}
