import { type OrganizationRole, type Permission, permissions, roleHas } from '@patchlight/contract/roles';
import { useText } from '../text/text.tsx';
import { Check } from '../ui/choices.tsx';
import { memberRoles } from './member-roles.ts';

/** The roles, each with what it may; of the one that is left, what would be lost or won. */
export function RoleChoice({
  value,
  from,
  onChange,
}: {
  value: OrganizationRole;
  from?: OrganizationRole;
  onChange: (role: OrganizationRole) => void;
}) {
  const say = useText();
  const all = Object.keys(permissions) as Permission[];
  const differing =
    from === undefined || from === value
      ? []
      : all.filter((permission) => roleHas(from, permission) !== roleHas(value, permission));
  return (
    <fieldset className="stack-small">
      <legend className="small">{say('members.role')}</legend>
      {memberRoles.map((role) => (
        <Check key={role} radio name="role" checked={role === value} onChange={() => onChange(role)}>
          <span>
            <b>{say(`members.role.${role}`)}</b> <span className="muted small">{say(`members.role.${role}.may`)}</span>
          </span>
        </Check>
      ))}
      {differing.length > 0 && from !== undefined && (
        <p className="small" aria-live="polite">
          {say(roleHas(value, differing[0] ?? 'self:read') ? 'members.wins' : 'members.loses', {
            what: differing.map((each) => say(`permission.${each}`)).join(', '),
          })}
        </p>
      )}
    </fieldset>
  );
}
