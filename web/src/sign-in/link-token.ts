import { useState } from 'react';

/** The token of a link that was mailed. It stands in the fragment, which is sent to no server and kept in no log. */
export function useLinkToken(): string {
  const [token] = useState(() => new URLSearchParams(location.hash.slice(1)).get('token') ?? '');
  return token;
}
