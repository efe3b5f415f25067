import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

interface TabLinkProps {
  readonly search: Readonly<Record<string, string>>;
  readonly isCurrent: boolean;
  readonly children: ReactNode;
}

/** A tab of the page that is shown; which one it is stands in the address. */
export function TabLink({ search, isCurrent, children }: TabLinkProps) {
  return (
    <Link
      to="."
      // The address of the page stays, whichever it is.
      search={search as never}
      aria-current={isCurrent ? 'page' : undefined}
      // Otherwise an address with more in it would make this one current as well.
      activeOptions={{ exact: true }}
    >
      {children}
    </Link>
  );
}
