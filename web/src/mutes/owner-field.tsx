import { useUser } from '../api/organization.ts';
import { useApi } from '../api/queries.ts';
import { useText } from '../text/text.tsx';
import { SelectField } from '../ui/field.tsx';

interface OwnerFieldProps {
  readonly org: string;
  /** Empty for whoever asks. */
  readonly value: string;
  readonly error: string | undefined;
  readonly onChange: (event: { target: { value: string } }) => void;
}

/** Who answers for it: oneself, or somebody else of the organization. */
export function OwnerField({ org, ...field }: OwnerFieldProps) {
  const say = useText();
  const { id } = useUser();
  const query = { organization_id: org, is_active: 'true', per_page: 100 } as const;
  const others = (useApi('GET /api/v1/users', { query }).data?.data ?? []).filter((person) => person.id !== id);
  return (
    <SelectField
      label={say('mutes.owner')}
      choices={[
        { value: '', label: say('mutes.owner.me') },
        ...others.map((person) => ({ value: person.id, label: person.name })),
      ]}
      {...field}
    />
  );
}
