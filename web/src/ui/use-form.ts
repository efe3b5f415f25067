import { type FormEvent, useState } from 'react';
import { ApiError } from '../api/client.ts';

type Wrong<V> = Partial<Record<keyof V & string, string>>;

interface FormOptions<V> {
  readonly initial: V;
  /** What is wrong before anything is sent, by field: what to enter instead. */
  readonly check?: (values: V) => Wrong<V>;
  readonly send: (values: V) => Promise<unknown>;
}

/**
 * The state of a form of text fields. What the server refuses stands at the field that it names, and in `error` where it
 * names none. Nothing is marked as wrong before somebody tried to send it.
 */
export function useForm<V extends Record<string, string>>({ initial, check, send }: FormOptions<V>) {
  const [values, setValues] = useState(initial);
  const [isTried, setTried] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [refused, setRefused] = useState<Wrong<V>>({});
  const [error, setError] = useState<unknown>();
  const wrong: Wrong<V> = { ...(isTried && check?.(values)), ...refused };
  const set = (name: keyof V & string, value: string) => {
    setValues((before) => ({ ...before, [name]: value }));
    setRefused(({ [name]: _, ...others }) => others as Wrong<V>);
  };
  const submit = async (event?: FormEvent) => {
    event?.preventDefault();
    setTried(true);
    if (isBusy || Object.keys(check?.(values) ?? {}).length > 0) return;
    setBusy(true);
    setError(undefined);
    setRefused({});
    try {
      await send(values);
    } catch (reason) {
      const byField = fieldsOf<V>(reason, values);
      setRefused(byField);
      if (Object.keys(byField).length === 0) setError(reason);
    } finally {
      setBusy(false);
    }
  };
  return {
    values,
    set,
    submit,
    isBusy,
    error,
    /** What a field of `ui/field.tsx` takes. */
    field: (name: keyof V & string) => ({
      name,
      value: values[name],
      error: wrong[name],
      onChange: (event: { target: { value: string } }) => set(name, event.target.value),
    }),
  };
}

function fieldsOf<V extends Record<string, string>>(reason: unknown, values: V): Wrong<V> {
  const details = reason instanceof ApiError ? (reason.body?.details ?? []) : [];
  const named = details.flatMap(({ path, message }) => {
    const name = path.replace(/^\//, '').split('/')[0] ?? '';
    return name in values ? [[name, message] as const] : [];
  });
  return Object.fromEntries(named) as Wrong<V>;
}
