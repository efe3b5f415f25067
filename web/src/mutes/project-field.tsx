import { useId } from 'react';
import { usePlace } from '../api/organization.ts';
import { useApi } from '../api/queries.ts';
import { useDebounced } from '../palette/use-debounced.ts';
import { useText } from '../text/text.tsx';
import { TextField } from '../ui/field.tsx';

interface ProjectFieldProps {
  readonly value: string;
  readonly error: string | undefined;
  readonly onChange: (event: { target: { value: string } }) => void;
}

/** Which project, by its machine name; those in use are offered while somebody types. */
export function ProjectField({ value, error, onChange }: ProjectFieldProps) {
  const say = useText();
  const list = useId();
  const { organizationId } = usePlace();
  const q = useDebounced(value.trim(), 250);
  const query = { q, per_page: 10, ...(organizationId !== undefined && { organization_id: organizationId }) };
  const found =
    useApi('GET /api/v1/modules', { query }, { enabled: q.length > 1, keepPrevious: true }).data?.data ?? [];
  return (
    <>
      <TextField
        label={say('mutes.project')}
        hint={say('mutes.project.hint')}
        value={value}
        error={error}
        list={list}
        maxLength={128}
        autoComplete="off"
        spellCheck={false}
        onChange={onChange}
        data-autofocus
      />
      <datalist id={list}>
        {found.map(({ name, title }) => (
          <option key={name} value={name}>
            {title ?? name}
          </option>
        ))}
      </datalist>
    </>
  );
}
