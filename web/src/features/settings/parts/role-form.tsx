import { i18n } from "@lingui/core";
import { useState } from "react";
import { useMe } from "@/shared/api/me";
import { asProblem } from "@/shared/api/problem";
import type { PermissionList, Role } from "@/shared/api/types";
import { groupPermissions } from "@/shared/lib/permissions";
import { fieldRefusal } from "@/shared/lib/refusals";
import { nameOfRole } from "@/shared/lib/roles";
import { Button } from "@/shared/ui/button";
import { Field, inputLook } from "@/shared/ui/field";
import { FormSection } from "@/shared/ui/form-section";
import { Failure, Skeleton } from "@/shared/ui/states";
import { useSettingsCalls } from "../calls";
import { useChange, usePermissions, useRole } from "../queries";
import { CheckList } from "./check-list";

/** Which role the form changes or copies, by their ids; neither of both for a new one. */
export interface EditedRole {
  id: string | null;
  copied: string | null;
}

interface RoleFormProps {
  edited: EditedRole;
  onClose: () => void;
  onSaved: (name: string) => void;
}

/** Make a role, copy one, or change one; it begins with the role as it is now. */
export function RoleForm({ edited, onClose, onSaved }: RoleFormProps) {
  const begun = edited.id ?? edited.copied;
  const base = useRole(begun);
  const permissions = usePermissions();
  const failed = base.error ?? permissions.error;
  if (failed) {
    return (
      <div className="mb-7">
        <Failure
          problem={asProblem(failed)}
          what={i18n._("The role did not load.")}
          onRetry={() => void Promise.all([base.refetch(), permissions.refetch()])}
        />
      </div>
    );
  }
  if (!permissions.data || (begun !== null && !base.data)) {
    return (
      <div className="mb-7">
        <Skeleton rows={4} label={i18n._("Loading the role")} />
      </div>
    );
  }
  return (
    <Filled
      edited={edited}
      base={base.data ?? null}
      known={permissions.data}
      onClose={onClose}
      onSaved={onSaved}
    />
  );
}

interface FilledProps extends RoleFormProps {
  base: Role | null;
  known: PermissionList;
}

function Filled({ edited, base, known, onClose, onSaved }: FilledProps) {
  const own = useMe(useSettingsCalls().me).data?.permissions ?? [];
  const groups = groupPermissions(known.permissions.filter(({ code }) => own.includes(code)));
  const [role, setRole] = useState(() => ({
    name: base
      ? edited.id
        ? base.name
        : i18n._("Copy of {name}", { name: nameOfRole(base.id, base.name) })
      : "",
    description: base && !base.isSystem ? base.description : "",
    permissions: (base?.permissions ?? [])
      .map(({ code }) => code)
      .filter((code) => own.includes(code)),
  }));
  const [isTried, setTried] = useState(false);
  const save = useChange(async (calls, given: typeof role) => {
    const saved = edited.id
      ? await calls.updateRole(edited.id, given)
      : await calls.createRole(given);
    onSaved(saved.name);
  });
  const problem = save.error ? asProblem(save.error) : null;
  const isTaken = problem?.code === "role_name_taken";
  const ofName =
    (isTried && !role.name.trim() ? i18n._("Enter a name.") : null) ??
    (isTaken ? (problem?.body.detail ?? null) : fieldRefusal(problem, "name"));
  const ofDescription = fieldRefusal(problem, "description");
  const ofPermissions =
    (isTried && role.permissions.length === 0 ? i18n._("Choose at least one permission.") : null) ??
    fieldRefusal(problem, "permissions");

  function submit() {
    setTried(true);
    if (!role.name.trim() || role.permissions.length === 0) return;
    save.mutate({ ...role, name: role.name.trim() });
  }

  return (
    <FormSection
      title={
        base && edited.id ? i18n._("Edit “{name}”", { name: base.name }) : i18n._("Create a role")
      }
      onSubmit={submit}
      refusal={problem}
    >
      <Field
        label={i18n._("Name")}
        hint={i18n._("For example Interviewer or Works council.")}
        error={ofName}
      >
        {(control) => (
          <input
            {...control}
            autoComplete="off"
            maxLength={200}
            className={inputLook}
            value={role.name}
            onChange={(event) => setRole({ ...role, name: event.target.value })}
          />
        )}
      </Field>
      <Field label={i18n._("What the role is for (optional)")} error={ofDescription}>
        {(control) => (
          <input
            {...control}
            autoComplete="off"
            maxLength={400}
            className={inputLook}
            value={role.description}
            onChange={(event) => setRole({ ...role, description: event.target.value })}
          />
        )}
      </Field>
      {groups.map(([group, options], at) => (
        <CheckList
          key={group}
          legend={group}
          hint={
            options.some(([code]) => code.startsWith("interview:"))
              ? i18n._("To work with interviews, a person also needs to read them.")
              : undefined
          }
          options={options}
          chosen={role.permissions}
          error={at === 0 ? ofPermissions : null}
          onChange={(permissions) => setRole({ ...role, permissions })}
        />
      ))}
      <p className="text-small text-text3">
        {i18n._("You can grant only permissions that you have yourself.")}
      </p>
      {problem && !ofName && !ofDescription && !ofPermissions ? (
        <Failure problem={problem} what={i18n._("The role was not saved.")} />
      ) : null}
      <div className="flex flex-wrap gap-2.5">
        <Button look="primary" type="submit" busy={save.isPending && i18n._("Saving…")}>
          {i18n._("Save role")}
        </Button>
        <Button onClick={onClose}>{i18n._("Cancel")}</Button>
      </div>
    </FormSection>
  );
}
