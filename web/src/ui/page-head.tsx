import { IconChevronRight } from '@tabler/icons-react';
import { type ReactNode, useEffect } from 'react';
import { Icon } from './icon.tsx';
import styles from './page-head.module.css';

interface PageHeadProps {
  /** Plain text: it is the heading, and names the tab of the browser. */
  readonly title: string;
  /** Links to what is above this page. */
  readonly crumbs?: readonly ReactNode[];
  /** At the end of their line, e.g. the ways to the records before and after this one. */
  readonly steps?: ReactNode;
  /** Beside the title, e.g. the status. */
  readonly beside?: ReactNode;
  readonly actions?: ReactNode;
  /** The sentence that answers why somebody came. */
  readonly lead?: ReactNode;
  /** Short facts in one line. */
  readonly facts?: ReactNode;
}

export function PageHead({ title, crumbs = [], steps, beside, actions, lead, facts }: PageHeadProps) {
  useTitle(title);
  return (
    <header>
      {crumbs.length > 0 && (
        <div className={styles.top}>
          <nav aria-label="Breadcrumb">
            <ol className={styles.crumbs}>
              {crumbs.map((crumb, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the way to one page, in its order
                <li key={index}>
                  {index > 0 && <Icon of={IconChevronRight} size={12} />}
                  {crumb}
                </li>
              ))}
            </ol>
          </nav>
          {steps}
        </div>
      )}
      <div className={styles.head}>
        <div className={styles.title}>
          <h1 tabIndex={-1}>{title}</h1>
          {beside}
        </div>
        {(lead !== undefined || facts !== undefined) && (
          <div className={styles.sub}>
            {lead !== undefined && <p className={styles.lead}>{lead}</p>}
            {facts !== undefined && <div className={styles.facts}>{facts}</div>}
          </div>
        )}
        {actions !== undefined && <div className={`${styles.actions} no-print`}>{actions}</div>}
      </div>
    </header>
  );
}

export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title === 'Patchlight' ? title : `${title} · Patchlight`;
  }, [title]);
}
