interface Named {
  readonly name: string;
  readonly title: string | null;
}

/** What people call a project; its machine name where drupal.org has no title for it. */
export const nameOf = ({ title, name }: Named): string => title ?? name;
