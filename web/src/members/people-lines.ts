export interface InvitedPerson {
  readonly email: string;
  readonly name: string;
}

/** `Ada Martin <ada@example.org>` or `ada@example.org` on each line, or divided by commas; and what is neither. */
export function readPeople(text: string): {
  readonly people: readonly InvitedPerson[];
  readonly wrong: readonly string[];
} {
  const people = new Map<string, InvitedPerson>();
  const wrong: string[] = [];
  for (const each of text.split(/[\n,;]/).map((line) => line.trim())) {
    if (each === '') continue;
    const [, name = '', address] = /^(.*?)\s*<([^<>\s]+)>$/.exec(each) ?? [];
    const email = address ?? each;
    if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) wrong.push(each);
    else if (!people.has(email.toLowerCase()))
      people.set(email.toLowerCase(), { email, name: name.replace(/^"|"$/g, '') || nameFrom(email) });
  }
  return { people: [...people.values()], wrong };
}

// `ada.martin@…` is called Ada Martin until she says otherwise.
function nameFrom(email: string): string {
  const words = (email.split('@')[0] ?? email).split(/[._-]+/).filter((word) => word !== '');
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' ') || email;
}
