import { Fragment } from 'react';
import type { Line, Span } from '../letter.ts';
import { styles } from './styles.ts';

/** A line of text with what is strong and what leads somewhere. */
export function Spans({ line, separator = '' }: { line: Line; separator?: string }) {
  return line.map((span, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: rendered once, nothing moves.
    <Fragment key={index}>
      {index > 0 && separator}
      <OneSpan span={span} isWhole={separator !== ''} />
    </Fragment>
  ));
}

function OneSpan({ span: { text, isStrong, href }, isWhole }: { span: Span; isWhole: boolean }) {
  const written = isWhole ? <Whole text={text} /> : text;
  const words = isStrong ? <b>{written}</b> : written;
  if (href === undefined) return words;
  return (
    <a className="m-link" href={href} style={styles.link}>
      {words}
    </a>
  );
}

/** Words that may stand on several lines, none of which breaks inside. */
export function Tokens({ text }: { text: string }) {
  return text.split(' ').map((token, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: rendered once, nothing moves.
    <Fragment key={index}>
      {index > 0 && ' '}
      <span style={styles.token}>{token}</span>
    </Fragment>
  ));
}

const longestWhole = 24;

/** A text in which ids such as SA-CONTRIB-2026-098 do not break at their hyphens. */
export function Whole({ text }: { text: string }) {
  return text.split(/(?<= )/).map((word, index) => {
    const id = word.trimEnd();
    if (!id.includes('-') || id.length > longestWhole) return word;
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: rendered once, nothing moves.
      <Fragment key={index}>
        <span style={styles.token}>{id}</span>
        {word.slice(id.length)}
      </Fragment>
    );
  });
}
