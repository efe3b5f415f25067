import type { Bar } from '../letter.ts';
import { barStyle, styles } from './styles.ts';

/** Numbers, one below the other, each as long as it is large. */
export function Bars({ bars }: { bars: readonly Bar[] }) {
  const most = Math.max(1, ...bars.map(({ value }) => value));
  return (
    <table role="presentation" cellPadding={0} cellSpacing={0} border={0} style={styles.bars}>
      <tbody>
        {bars.map(({ label, value }) => (
          <tr key={label}>
            <td className="m-quiet" style={styles.barLabel}>
              {label}
            </td>
            <td style={styles.barValue}>{value}</td>
            <td>
              <div className="m-bar" style={barStyle(value / most)} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
