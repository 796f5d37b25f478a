import { i18n } from "@lingui/core";
import { useMe } from "@/shared/api/me";
import { asProblem } from "@/shared/api/problem";
import type { Role } from "@/shared/api/types";
import { groupPermissions } from "@/shared/lib/permissions";
import { nameOfRole } from "@/shared/lib/roles";
import { Button } from "@/shared/ui/button";
import { ConfirmButton } from "@/shared/ui/confirm-button";
import { Failure } from "@/shared/ui/states";
import { useSettingsCalls } from "../calls";
import { useChange } from "../queries";
import { ROLES } from "../words";
import type { EditedRole } from "./role-form";

interface RoleRowProps {
  role: Role;
  onEdit: (edited: EditedRole) => void;
}

/** One role: who has it, what it allows, and what can be done with it. */
export function RoleRow({ role, onEdit }: RoleRowProps) {
  const me = useMe(useSettingsCalls().me).data;
  const remove = useChange((calls, id: string) => calls.deleteRole(id));
  const name = nameOfRole(role.id, role.name);
  const isHeld = me?.role === role.id;
  const isWithin = role.permissions.every(({ code }) => me?.permissions.includes(code));
  return (
    <li className="border-b border-line py-3.5">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-64 [overflow-wrap:anywhere]">
          <p className="font-[550]">
            {name}
            {isHeld ? (
              <span className="font-normal text-text3"> {i18n._("(your role)")}</span>
            ) : null}
          </p>
          <p className="text-small text-text3">
            {ROLES.find((known) => known.role === role.id)?.may ?? role.description}
          </p>
          <p className="text-small text-text3">{usesOf(role)}</p>
          <Permissions of={role} />
          {role.isSystem || isWithin ? null : (
            <p className="text-small text-text3">
              {i18n._("It allows more than your own role, so you cannot change it.")}
            </p>
          )}
        </div>
        <div className="flex flex-wrap gap-2">
          {role.isSystem || isHeld || !isWithin ? null : (
            <Button
              size="small"
              aria-label={i18n._("Edit: {name}", { name })}
              onClick={() => onEdit({ id: role.id, copied: null })}
            >
              {i18n._("Edit")}
            </Button>
          )}
          <Button
            size="small"
            aria-label={i18n._("Copy role: {name}", { name })}
            onClick={() => onEdit({ id: null, copied: role.id })}
          >
            {i18n._("Copy role")}
          </Button>
          {role.isSystem || isHeld || !isWithin ? null : (
            <ConfirmButton
              size="small"
              aria-label={i18n._("Delete: {name}", { name })}
              question={i18n._("Delete the role “{name}”?", { name })}
              meaning={i18n._(
                "You cannot undo this. A role that a person or an open invitation has is not deleted.",
              )}
              keep={i18n._("Keep it")}
              confirm={i18n._("Delete")}
              busy={remove.isPending && i18n._("Deleting…")}
              onConfirm={() => remove.mutate(role.id)}
            >
              {i18n._("Delete")}
            </ConfirmButton>
          )}
        </div>
      </div>
      {remove.error ? (
        <div className="mt-2">
          <Failure
            problem={asProblem(remove.error)}
            what={i18n._("“{name}” was not deleted.", { name })}
          />
        </div>
      ) : null}
    </li>
  );
}

/** Who has the role, in words. */
function usesOf({ userCount, invitationCount }: Role): string {
  if (!invitationCount) {
    return i18n._(
      "{people, plural, =0 {No people with this role} one {# person with this role} other {# people with this role}}",
      { people: userCount },
    );
  }
  return i18n._(
    "{people, plural, =0 {No people} one {# person} other {# people}} and {invitations, plural, one {# open invitation} other {# open invitations}} with this role",
    { people: userCount, invitations: invitationCount },
  );
}

function Permissions({ of }: { of: Role }) {
  return (
    <details className="text-small">
      <summary className="w-fit py-2.5 text-text2 desk:py-1.5">
        {i18n._("{permissions, plural, one {# permission} other {# permissions}}", {
          permissions: of.permissions.length,
        })}
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
