import type { ReactNode } from 'react';
import { BrandMark } from '../shell/navigation.tsx';
import { useTitle } from '../ui/page-head.tsx';
import styles from './sign-in.module.css';

/** A page of one card, for who is not signed in. */
export function CardPage({ title, children }: { title: string; children: ReactNode }) {
  useTitle(title);
  return (
    <main className={styles.page}>
      <span className={styles.brand}>
        <BrandMark />
        Patchlight
      </span>
      <section className={styles.card}>
        <h1>{title}</h1>
        {children}
      </section>
    </main>
  );
}
