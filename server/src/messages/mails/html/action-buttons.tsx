import type { Link } from '../letter.ts';
import { buttons, styles } from './styles.ts';

/** One filled button, others beside it; with its address as text for whoever sees no buttons. */
export function ActionButtons({ actions, showsAddress }: { actions: readonly Link[]; showsAddress: boolean }) {
  const [main] = actions;
  return (
    <>
      <div style={styles.actions}>
        {actions.map(({ text, href }) => (
          <a
            key={href}
            className={href === main?.href ? 'm-button' : 'm-other'}
            href={href}
            style={href === main?.href ? buttons.main : buttons.other}
          >
            {text}
          </a>
        ))}
      </div>
      {showsAddress && main !== undefined && (
        <p style={styles.address}>
          <a className="m-link" href={main.href} style={styles.link}>
            {main.href}
          </a>
        </p>
      )}
    </>
  );
}
