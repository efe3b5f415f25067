import type { Block, Link } from '../letter.ts';
import { ActionButtons } from './action-buttons.tsx';
import { Bars } from './bars.tsx';
import { Facts } from './facts.tsx';
import { ListTable } from './list-table.tsx';
import { Spans, Tokens } from './spans.tsx';
import { pills, styles } from './styles.ts';

interface LetterBlockProps {
  readonly block: Block;
  /** Below the name of an organization, or directly below the title. */
  readonly headingLevel: 'h2' | 'h3';
}

export function LetterBlock({ block, headingLevel: Heading }: LetterBlockProps) {
  switch (block.type) {
    case 'part':
      return (
        <h2 className="m-row" style={styles.part}>
          {block.text}
        </h2>
      );
    case 'heading':
      return <Heading style={styles.heading}>{block.text}</Heading>;
    case 'status':
      return (
        <p style={styles.status}>
          <span className={`m-${block.status}`} style={pills[block.status]}>
            {block.text}
          </span>
        </p>
      );
    case 'line':
      return (
        <p style={styles.line}>
          <Spans line={block.line} />
        </p>
      );
    case 'facts':
      return <Facts rows={block.rows} />;
    case 'table':
      return (
        <>
          <ListTable table={block} />
          {block.more !== null && <More link={block.more} />}
        </>
      );
    case 'command':
      return (
        <div className="m-command" style={styles.command}>
          <Tokens text={block.command} />
        </div>
      );
    case 'bars':
      return <Bars bars={block.bars} />;
    case 'actions':
      return <ActionButtons actions={block.actions} showsAddress={block.showsAddress ?? false} />;
  }
}

function More({ link }: { link: Link }) {
  return (
    <p style={styles.more}>
      <a className="m-link" href={link.href} style={styles.link}>
        {link.text}
      </a>
    </p>
  );
}
