import { renderToStaticMarkup } from 'react-dom/server';
import type { Letter } from '../letter.ts';
import type { Language } from '../words.ts';
import { LetterBlock } from './letter-block.tsx';
import { Spans } from './spans.tsx';
import { sheet, styles } from './styles.ts';

/** A letter as HTML: one document that asks for nothing else. */
export function htmlOf(letter: Letter, language: Language): string {
  return `<!DOCTYPE html>${renderToStaticMarkup(<MailPage letter={letter} language={language} />)}`;
}

const presentation = { role: 'presentation', cellPadding: 0, cellSpacing: 0, border: 0 } as const;

function MailPage({ letter, language }: { letter: Letter; language: Language }) {
  return (
    <html lang={language} dir="ltr">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <meta name="format-detection" content="telephone=no,date=no,address=no,email=no,url=no" />
        <title>{letter.subject}</title>
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: our own sheet, which escaping would break. */}
        <style dangerouslySetInnerHTML={{ __html: sheet }} />
      </head>
      <body className="m-page" style={styles.page}>
        <Preheader text={letter.preheader} />
        <table {...presentation} width="100%" className="m-page" style={{ backgroundColor: '#F7F8FA' }}>
          <tbody>
            <tr>
              <td align="center" className="m-outer" style={styles.outer}>
                <Card letter={letter} />
                <Foot lines={letter.foot} />
              </td>
            </tr>
          </tbody>
        </table>
      </body>
    </html>
  );
}

// What fills the line of a list after a short preheader, so that the first words of the mail are not said twice.
const filler = '\u034F\u200C\u00A0'.repeat(60);

function Preheader({ text }: { text: string }) {
  return (
    <div style={styles.preheader}>
      {text}
      <span aria-hidden="true">{filler}</span>
    </div>
  );
}

function Card({ letter }: { letter: Letter }) {
  const hasParts = letter.blocks.some(({ type }) => type === 'part');
  return (
    <table {...presentation} width="568" className="m-card" style={styles.card}>
      <tbody>
        <tr>
          <td className="m-pad" style={styles.pad}>
            <div className="m-quiet" style={styles.kicker}>
              {letter.kicker ?? 'Patchlight'}
            </div>
            <h1 style={styles.title}>{letter.title}</h1>
            {letter.blocks.map((block, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rendered once, nothing moves.
              <LetterBlock key={index} block={block} headingLevel={hasParts ? 'h3' : 'h2'} />
            ))}
          </td>
        </tr>
      </tbody>
    </table>
  );
}

function Foot({ lines }: { lines: Letter['foot'] }) {
  return (
    <table {...presentation} width="568" style={styles.foot}>
      <tbody>
        <tr>
          <td className="m-quiet" style={styles.footPad}>
            {lines.map((line, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rendered once, nothing moves.
              <p key={index} style={styles.footLine}>
                <Spans line={line} separator=" · " />
              </p>
            ))}
          </td>
        </tr>
      </tbody>
    </table>
  );
}
