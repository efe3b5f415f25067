import { T, useText } from '../text/text.tsx';
import { levelOf } from '../ui/facts.tsx';
import { Panel } from '../ui/panel.tsx';
import type { AdvisoryFacts } from './advisory-facts.ts';
import styles from './risk-in-words.module.css';
import { decodeVector } from './risk-vector.ts';

/** The score, and what it is made of in words: few people know the letters of the vector. */
export function RiskInWords({ advisory: { risk, risk_vector } }: { advisory: AdvisoryFacts }) {
  const say = useText();
  const decoded = risk_vector === null ? null : decodeVector(risk_vector);
  return (
    <Panel
      title={say('vector.title')}
      end={
        risk !== null && (
          <span className={styles.score}>
            <T id="vector.score" risk={risk} level={say(`risk.${levelOf(risk)}`)} />
          </span>
        )
      }
    >
      {risk === null && <p className="small muted">{say('vector.unknown')}</p>}
      {decoded !== null && (
        <table className={styles.vector}>
          <caption className="hidden-visually">{say('vector.title')}</caption>
          <tbody>
            {decoded.map(({ code, name, most, answer }) => (
              <tr key={code}>
                <th scope="row">
                  {say(name)}
                  <small>{code}</small>
                </th>
                <td>
                  <b>{say(answer.name)}</b>
                  {say(answer.meaning)}
                </td>
                <td className={styles.points}>
                  <T id="vector.points" points={answer.points} most={most} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {risk_vector !== null && <p className={`mono small muted ${styles.text}`}>{risk_vector}</p>}
    </Panel>
  );
}
