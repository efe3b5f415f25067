import { IconAlertCircle, IconEye, IconEyeOff } from '@tabler/icons-react';
import {
  type InputHTMLAttributes,
  type ReactNode,
  type Ref,
  type SelectHTMLAttributes,
  type TextareaHTMLAttributes,
  useId,
  useState,
} from 'react';
import { useText } from '../text/text.tsx';
import { IconButton } from './button.tsx';
import styles from './field.module.css';
import { Icon } from './icon.tsx';

interface FieldProps {
  readonly label: string;
  readonly hint?: ReactNode;
  /** Why it was refused, and what to enter. */
  readonly error?: string | undefined;
  readonly optional?: boolean;
}

type Control = Record<'id', string> & { 'aria-invalid'?: true; 'aria-describedby'?: string; className: string };

function Field({
  label,
  hint,
  error,
  optional = false,
  children,
}: FieldProps & { children: (control: Control) => ReactNode }) {
  const say = useText();
  const id = useId();
  const about = [hint !== undefined && `${id}-hint`, error !== undefined && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        {label}
        {optional && <span className={styles.optional}>{say('field.optional')}</span>}
      </label>
      {children({
        id,
        className: styles.input ?? '',
        ...(about !== '' && { 'aria-describedby': about }),
        ...(error !== undefined && { 'aria-invalid': true as const }),
      })}
      {hint !== undefined && (
        <span className={styles.hint} id={`${id}-hint`}>
          {hint}
        </span>
      )}
      {error !== undefined && (
        <span className={styles.wrong} id={`${id}-error`} role="alert">
          <Icon of={IconAlertCircle} size={14} />
          {error}
        </span>
      )}
    </div>
  );
}

type InputProps = FieldProps & InputHTMLAttributes<HTMLInputElement> & { ref?: Ref<HTMLInputElement>; large?: boolean };

export function TextField({ label, hint, error, optional, large = false, ...rest }: InputProps) {
  return (
    <Field {...fieldOf({ label, hint, error, optional })}>
      {({ className, ...control }) => (
        <input type="text" className={`${className} ${large ? styles.large : ''}`} {...control} {...rest} />
      )}
    </Field>
  );
}

/** A password that may be looked at, and that says when caps lock is on. */
export function PasswordField({ label, hint, error, optional, large = false, ...rest }: InputProps) {
  const say = useText();
  const [isShown, setShown] = useState(false);
  const [isCaps, setCaps] = useState(false);
  const told = isCaps ? say('field.capsLock') : hint;
  return (
    <Field {...fieldOf({ label, hint: told, error, optional })}>
      {({ className, ...control }) => (
        <div className={styles.within}>
          <input
            type={isShown ? 'text' : 'password'}
            className={`${className} ${large ? styles.large : ''}`}
            onKeyUp={(event) => setCaps(event.getModifierState('CapsLock'))}
            {...control}
            {...rest}
          />
          <IconButton
            icon={isShown ? IconEyeOff : IconEye}
            name={say(isShown ? 'field.hide' : 'field.show')}
            onClick={() => setShown(!isShown)}
          />
        </div>
      )}
    </Field>
  );
}

export function AreaField({
  label,
  hint,
  error,
  optional,
  ...rest
}: FieldProps & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  return (
    <Field {...fieldOf({ label, hint, error, optional })}>
      {(control) => <textarea rows={4} {...control} {...rest} />}
    </Field>
  );
}

interface Choice {
  readonly value: string;
  readonly label: string;
}

export function SelectField({
  label,
  hint,
  error,
  optional,
  choices,
  ...rest
}: FieldProps & { choices: readonly Choice[] } & SelectHTMLAttributes<HTMLSelectElement>) {
  return (
    <Field {...fieldOf({ label, hint, error, optional })}>
      {(control) => (
        <select {...control} {...rest}>
          {choices.map(({ value, label: text }) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

function fieldOf({
  label,
  hint,
  error,
  optional,
}: {
  label: string;
  hint: ReactNode;
  error: string | undefined;
  optional: boolean | undefined;
}): FieldProps {
  return { label, error, ...(hint !== undefined && { hint }), ...(optional !== undefined && { optional }) };
}
