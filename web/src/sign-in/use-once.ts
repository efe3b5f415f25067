import { useState } from 'react';

/** Something that a button does once, of somebody who need not be signed in. */
export function useOnce<A>(act: () => Promise<A>) {
  const [answer, setAnswer] = useState<A>();
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const send = async () => {
    setBusy(true);
    setError(undefined);
    try {
      setAnswer(await act());
    } catch (reason) {
      setError(reason);
    } finally {
      setBusy(false);
    }
  };
  return { answer, error, isBusy, send };
}
