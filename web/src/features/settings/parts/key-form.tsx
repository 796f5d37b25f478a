import { i18n } from "@lingui/core";
import { useState } from "react";
import { useMe } from "@/shared/api/me";
import { asProblem } from "@/shared/api/problem";
import type { ApiKey, IssuedApiKey, OrganizationPermission } from "@/shared/api/types";
import { listPermissions } from "@/shared/lib/permissions";
import { fieldRefusal } from "@/shared/lib/refusals";
import { Button } from "@/shared/ui/button";
import { ChoiceList } from "@/shared/ui/choice-list";
import { Field, inputLook } from "@/shared/ui/field";
import { FormSection } from "@/shared/ui/form-section";
import { Failure } from "@/shared/ui/states";
import { useSettingsCalls } from "../calls";
import { useChange } from "../queries";
import { expiryAfter } from "../words";
import { CheckList } from "./check-list";

const lifetimes = (): [number, string][] => [
  [30, i18n._("30 days")],
  [90, i18n._("90 days")],
  [365, i18n._("1 year")],
  [0, i18n._("No expiry")],
];

const modes = (): { value: ApiKey["mode"]; name: string; under: string }[] => [
  { value: "live", name: i18n._("Live"), under: i18n._("For interviews with candidates.") },
  {
    value: "test",
    name: i18n._("Test"),
    under: i18n._(
      "To try an integration. What the key creates is marked as a test: no e-mails, no calls, no figures. Webhooks are sent.",
    ),
  },
];
const FOR_TESTS = new Set<OrganizationPermission>([
  "interview:create",
  "interview:read",
  "interview:update",
  "interview:approve",
  "interview:delete",
  "tenant:read",
]);

interface KeyFormProps {
  onClose: () => void;
  onIssued: (key: IssuedApiKey) => void;
}

/** Make a key with some of one's own permissions; nothing is ticked in advance. */
export function KeyForm({ onClose, onIssued }: KeyFormProps) {
  const own = useMe(useSettingsCalls().me).data?.permissions ?? [];
  const [name, setName] = useState("");
  const [permissions, setPermissions] = useState<OrganizationPermission[]>([]);
  const [mode, setMode] = useState<ApiKey["mode"]>("live");
  const [days, setDays] = useState(90);
  const [isTried, setTried] = useState(false);
  const create = useChange(async (calls, given: { expiresAt: string | null }) =>
    onIssued(await calls.createKey({ name: name.trim(), permissions, mode, ...given })),
  );
  const problem = create.error ? asProblem(create.error) : null;
  const ofName =
    (isTried && !name.trim() ? i18n._("Enter a name.") : null) ?? fieldRefusal(problem, "name");
  const ofPermissions =
    (isTried && permissions.length === 0 ? i18n._("Choose at least one permission.") : null) ??
    fieldRefusal(problem, "permissions");

  function submit() {
    setTried(true);
    if (!name.trim() || permissions.length === 0) return;
    create.mutate({ expiresAt: expiryAfter(days, new Date()) });
  }

  return (
    <FormSection title={i18n._("New API key")} onSubmit={submit} refusal={problem}>
      <Field
        label={i18n._("Name")}
        hint={i18n._("For example the program that uses the key.")}
        error={ofName}
      >
        {(control) => (
          <input
            {...control}
            autoComplete="off"
            maxLength={200}
            className={inputLook}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <ChoiceList
        legend={i18n._("Mode")}
        value={mode}
        options={modes()}
        onChange={(chosen) => {
          setMode(chosen as ApiKey["mode"]);
          if (chosen === "test") setPermissions(permissions.filter((one) => FOR_TESTS.has(one)));
        }}
      />
      <CheckList
        legend={i18n._("Permissions")}
        options={listPermissions().filter(
          ([permission]) =>
            own.includes(permission) && (mode === "live" || FOR_TESTS.has(permission)),
        )}
        chosen={permissions}
        error={ofPermissions}
        onChange={setPermissions}
      />
      <Field label={i18n._("Expires after")}>
        {(control) => (
          <select
            {...control}
            value={days}
            className={`${inputLook} min-h-11`}
            onChange={(event) => setDays(Number(event.target.value))}
          >
            {lifetimes().map(([value, text]) => (
              <option key={value} value={value}>
                {text}
              </option>
            ))}
          </select>
        )}
      </Field>
      {problem && !ofName && !ofPermissions ? (
        <Failure problem={problem} what={i18n._("The key was not created.")} />
      ) : null}
      <div className="flex flex-wrap gap-2.5">
        <Button look="primary" type="submit" busy={create.isPending && i18n._("Creating…")}>
          {i18n._("Create key")}
        </Button>
        <Button onClick={onClose}>{i18n._("Cancel")}</Button>
      </div>
    </FormSection>
  );
}
