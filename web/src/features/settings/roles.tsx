import { i18n } from "@lingui/core";
import { IdCard } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { Role, RoleList } from "@/shared/api/types";
import { Button } from "@/shared/ui/button";
import { Icon } from "@/shared/ui/icon";
import { Loaded } from "@/shared/ui/loaded";
import { Empty } from "@/shared/ui/states";
import { type EditedRole, RoleForm } from "./parts/role-form";
import { RoleRow } from "./parts/role-row";
import { SettingsPage } from "./parts/settings-page";
import { useRoles } from "./queries";

/** What the roles of the organization allow, and a form to make a role of its own. */
export function Roles() {
  const roles = useRoles();
  const [edited, setEdited] = useState<(EditedRole & { from: HTMLElement | null }) | null>(null);
  const [done, setDone] = useState("");
  const edit = (given: EditedRole) => {
    setDone("");
    setEdited({ ...given, from: document.activeElement as HTMLElement | null });
  };
  const close = () => {
    edited?.from?.focus();
    setEdited(null);
  };
  const create = (
    <Button
      look={edited ? "outline" : "primary"}
      icon={<Icon of={IdCard} small />}
      aria-expanded={edited !== null}
      onClick={() => edit({ id: null, copied: null })}
    >
      {i18n._("Create role")}
    </Button>
  );
  return (
    <SettingsPage
      title={i18n._("Roles")}
      needs="user:manage"
      under={i18n._("A role decides what a person can see and do. A change applies at once.")}
      aside={roles.data?.roles.some((role) => !role.isSystem) ? create : null}
    >
      {edited ? (
        <RoleForm
          key={`${edited.id} ${edited.copied}`}
          edited={edited}
          onClose={close}
          onSaved={(name) => {
            close();
            setDone(i18n._("“{name}” is saved.", { name }));
          }}
        />
      ) : null}
      <p role="status" className="mb-5 text-tidetext empty:mb-0">
        {done}
      </p>
      <Loaded of={roles} what={i18n._("The roles")} rows={5}>
        {(list) => <Lists of={list} create={create} onEdit={edit} />}
      </Loaded>
    </SettingsPage>
  );
}

interface ListsProps {
  of: RoleList;
  /** The button that creates a role; it stands in the page's head once there is one. */
  create: ReactNode;
  onEdit: (edited: EditedRole) => void;
}

function Lists({ of, create, onEdit }: ListsProps) {
  const own = of.roles.filter((role) => !role.isSystem);
  const list = (roles: Role[]) => (
    <ul className="mt-3 border-t border-line">
      {roles.map((role) => (
        <RoleRow key={role.id} role={role} onEdit={onEdit} />
      ))}
    </ul>
  );
  return (
    <>
      <section aria-labelledby="own-roles">
        <h2 id="own-roles">
          {i18n._("Your own roles")}
          {own.length ? ` (${own.length})` : ""}
        </h2>
        {own.length ? (
          list(own)
        ) : (
          <div className="mt-3">
            <Empty title={i18n._("No roles of your own yet")}>
              <p>
                {i18n._(
                  "Create one where the fixed roles allow too much or too little, for example a recruiter who does not decide. You can start from a copy of a fixed role.",
                )}
              </p>
              <div className="mt-4">{create}</div>
            </Empty>
          </div>
        )}
      </section>
      <section className="mt-9" aria-labelledby="fixed-roles">
        <h2 id="fixed-roles">{i18n._("Fixed roles")}</h2>
        <p className="text-small text-text3">
          {i18n._(
            "{amount, plural, one {# role} other {# roles}} that every organization has. They do not change.",
            { amount: of.roles.length - own.length },
          )}
        </p>
        {list(of.roles.filter((role) => role.isSystem))}
      </section>
    </>
  );
}
