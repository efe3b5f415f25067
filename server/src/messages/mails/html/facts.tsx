import { styles } from './styles.ts';

/** What is so, a row for each: a table in which nothing is compared. */
export function Facts({ rows }: { rows: readonly { readonly term: string; readonly text: string }[] }) {
  return (
    <table role="presentation" cellPadding={0} cellSpacing={0} border={0} style={styles.facts}>
      <tbody>
        {rows.map(({ term, text }) => (
          <tr key={term}>
            <td className="m-quiet m-term" style={styles.term}>
              {term}
            </td>
            <td style={styles.fact}>{text}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
