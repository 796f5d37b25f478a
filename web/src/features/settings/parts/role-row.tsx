import { useMe } from "@/shared/api/me";
import { asProblem } from "@/shared/api/problem";
import type { Role } from "@/shared/api/types";
import { groupPermissions } from "@/shared/lib/permissions";
import { count } from "@/shared/lib/words";
import { Button } from "@/shared/ui/button";
import { ConfirmButton } from "@/shared/ui/confirm-button";
import { Failure } from "@/shared/ui/states";
import { useSettingsCalls } from "../calls";
import { useChange } from "../queries";
import { ROLES, roleName } from "../words";
import type { EditedRole } from "./role-form";

interface RoleRowProps {
  role: Role;
  onEdit: (edited: EditedRole) => void;
}

/** One role: who has it, what it allows, and what can be done with it. */
export function RoleRow({ role, onEdit }: RoleRowProps) {
  const me = useMe(useSettingsCalls().me).data;
  const remove = useChange((calls, id: string) => calls.deleteRole(id));
  const name = roleName(role.id, role.name);
  const isHeld = me?.role === role.id;
  const isWithin = role.permissions.every(({ code }) => me?.permissions.includes(code));
  return (
    <li className="border-b border-line py-3.5">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-64 [overflow-wrap:anywhere]">
          <p className="font-[550]">
            {name}
            {isHeld ? <span className="font-normal text-text3"> (your role)</span> : null}
          </p>
          <p className="text-small text-text3">
            {ROLES.find((known) => known.role === role.id)?.may ?? role.description}
          </p>
          <p className="text-small text-text3">{usesOf(role)}</p>
          <Permissions of={role} />
          {role.isSystem || isWithin ? null : (
            <p className="text-small text-text3">
              It allows more than your own role, so you cannot change it.
            </p>
          )}
        </div>
        <div className="flex flex-wrap gap-2">
          {role.isSystem || isHeld || !isWithin ? null : (
            <Button
              size="small"
              aria-label={`Edit: ${name}`}
              onClick={() => onEdit({ id: role.id, copied: null })}
            >
              Edit
            </Button>
          )}
          <Button
            size="small"
            aria-label={`Copy: ${name}`}
            onClick={() => onEdit({ id: null, copied: role.id })}
          >
            Copy
          </Button>
          {role.isSystem || isHeld || !isWithin ? null : (
            <ConfirmButton
              size="small"
              aria-label={`Delete: ${name}`}
              question={`Delete the role “${name}”?`}
              meaning="You cannot undo this. A role that a person or an open invitation has is not deleted."
              keep="Keep it"
              confirm="Delete"
              busy={remove.isPending && "Deleting…"}
              onConfirm={() => remove.mutate(role.id)}
            >
              Delete
            </ConfirmButton>
          )}
        </div>
      </div>
      {remove.error ? (
        <div className="mt-2">
          <Failure problem={asProblem(remove.error)} what={`“${name}” was not deleted.`} />
        </div>
      ) : null}
    </li>
  );
}

/** Who has the role, in words. */
function usesOf({ userCount, invitationCount }: Role): string {
  const people = userCount ? count(userCount, "person", "people") : "No people";
  if (!invitationCount) return `${people} with this role`;
  return `${people} and ${count(invitationCount, "open invitation")} with this role`;
}

function Permissions({ of }: { of: Role }) {
  return (
    <details className="text-small">
      <summary className="w-fit py-2.5 text-text2 desk:py-1.5">
        {count(of.permissions.length, "permission")}
      </summary>
      <dl className="grid gap-2 pb-1 text-text2">
        {groupPermissions(of.permissions).map(([group, members]) => (
          <div key={group}>
            <dt className="font-[550]">{group}</dt>
            {members.map(([code, name]) => (
              <dd key={code}>{name}</dd>
            ))}
          </div>
        ))}
      </dl>
    </details>
  );
}
