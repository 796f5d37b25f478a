import { i18n } from "@lingui/core";
import { useState } from "react";
import { asProblem } from "@/shared/api/problem";
import type { IdentityProvider } from "@/shared/api/types";
import { fieldRefusal } from "@/shared/lib/refusals";
import { nameOfRole } from "@/shared/lib/roles";
import { ConfirmButton } from "@/shared/ui/confirm-button";
import { Field, inputLook } from "@/shared/ui/field";
import { Loaded } from "@/shared/ui/loaded";
import { Failure } from "@/shared/ui/states";
import { Switch } from "@/shared/ui/switch";
import { Address } from "./parts/address";
import { SaveRow } from "./parts/save-row";
import { SettingsPage, useMay } from "./parts/settings-page";
import { useChange, useIdentityProvider } from "./queries";

const ROLES = ["SEEKER", "VIEWER", "HIRING_MANAGER", "RECRUITER"] as const;
const FIELDS = ["issuer", "clientId", "clientSecret", "defaultRole"];

/** The organization's own sign-in: the provider, and the addresses to enter there. */
export function OrganizationSignInSettings() {
  const provider = useIdentityProvider();
  return (
    <SettingsPage
      title={i18n._("Organization sign-in")}
      needs="tenant:read"
      under={i18n._(
        "People in your organization sign in with its own OpenID provider. The provider can also add and deactivate them through SCIM.",
      )}
    >
      <Loaded of={provider} what={i18n._("The sign-in")} rows={5}>
        {(found) => (
          <div className="grid max-w-[38rem] gap-8">
            <Addresses provider={found} />
            <ProviderForm key={JSON.stringify(found)} provider={found} />
          </div>
        )}
      </Loaded>
    </SettingsPage>
  );
}

function Addresses({ provider }: { provider: IdentityProvider }) {
  const addresses = [
    [i18n._("Redirect address"), provider.redirectUrl, i18n._("Register it with your provider.")],
    [
      i18n._("Link for your people"),
      provider.signInUrl,
      i18n._("It opens the sign-in page of your organization."),
    ],
    [
      i18n._("SCIM address"),
      provider.scimUrl,
      i18n._("The token is an API key that may add people (SCIM)."),
    ],
  ] as const;
  return (
    <dl className="grid gap-4">
      {addresses.map(([name, address, meaning]) => (
        <div key={name}>
          <dt className="font-[550]">{name}</dt>
          <dd className="mt-1">
            <Address of={name} address={address} />
          </dd>
          <dd className="mt-1 text-small text-text3">{meaning}</dd>
        </div>
      ))}
    </dl>
  );
}

function ProviderForm({ provider }: { provider: IdentityProvider }) {
  const [issuer, setIssuer] = useState(provider.issuer);
  const [clientId, setClientId] = useState(provider.clientId);
  const [secret, setSecret] = useState("");
  const storedRole = provider.defaultRole || "SEEKER";
  const [role, setRole] = useState(storedRole);
  const [admitsUnknown, setAdmitsUnknown] = useState(provider.admitsUnknown);
  const [isTried, setTried] = useState(false);
  const mayManagePeople = useMay("user:manage");
  const mayChange = useMay("tenant:update") && mayManagePeople;
  const save = useChange((calls) =>
    calls.saveIdentityProvider({
      issuer: issuer.trim(),
      clientId: clientId.trim(),
      clientSecret: secret.trim() || null,
      defaultRole: role,
      admitsUnknown,
    }),
  );
  const remove = useChange((calls) => calls.deleteIdentityProvider());
  const problem = save.error ? asProblem(save.error) : null;
  const missing = (text: string, sentence: string) => (isTried && !text.trim() ? sentence : null);
  const keepsSecret =
    provider.isSetUp && issuer.trim() === provider.issuer && clientId.trim() === provider.clientId;
  const written = JSON.stringify([
    issuer.trim(),
    clientId.trim(),
    secret.trim(),
    role,
    admitsUnknown,
  ]);
  const isChanged =
    written !==
    JSON.stringify([provider.issuer, provider.clientId, "", storedRole, provider.admitsUnknown]);
  const isComplete = issuer.trim() && clientId.trim() && (secret.trim() || keepsSecret);

  function discard() {
    setIssuer(provider.issuer);
    setClientId(provider.clientId);
    setSecret("");
    setRole(storedRole);
    setAdmitsUnknown(provider.admitsUnknown);
    setTried(false);
  }

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!isChanged) return;
        setTried(true);
        if (isComplete) save.mutate(undefined);
      }}
    >
      <fieldset disabled={!mayChange} className="grid gap-5">
        <Field
          label={i18n._("Issuer")}
          hint={i18n._(
            "Exactly as your provider names itself, for example https://login.example.com",
          )}
          error={missing(issuer, i18n._("Enter the issuer.")) ?? fieldRefusal(problem, "issuer")}
        >
          {(control) => (
            <input
              {...control}
              type="url"
              inputMode="url"
              autoComplete="off"
              maxLength={1000}
              className={inputLook}
              value={issuer}
              onChange={(event) => setIssuer(event.target.value)}
            />
          )}
        </Field>
        <Field
          label={i18n._("Client ID")}
          error={
            missing(clientId, i18n._("Enter the client ID.")) ?? fieldRefusal(problem, "clientId")
          }
        >
          {(control) => (
            <input
              {...control}
              autoComplete="off"
              maxLength={300}
              className={inputLook}
              value={clientId}
              onChange={(event) => setClientId(event.target.value)}
            />
          )}
        </Field>
        <Field
          label={i18n._("Client secret")}
          hint={
            keepsSecret
              ? i18n._("Stored. Leave it empty to keep it.")
              : i18n._("It is stored encrypted and never shown.")
          }
          error={
            (keepsSecret ? null : missing(secret, i18n._("Enter the client secret."))) ??
            fieldRefusal(problem, "clientSecret")
          }
        >
          {(control) => (
            <input
              {...control}
              type="password"
              autoComplete="off"
              maxLength={1000}
              className={inputLook}
              value={secret}
              onChange={(event) => setSecret(event.target.value)}
            />
          )}
        </Field>
        <Field
          label={i18n._("Role of new people")}
          hint={i18n._(
            "With the role Practice, people can only practice. You can change each person’s role in People.",
          )}
          error={fieldRefusal(problem, "defaultRole")}
        >
          {(control) => (
            <select
              {...control}
              value={role}
              className={`${inputLook} min-h-11`}
              onChange={(event) => setRole(event.target.value as typeof role)}
            >
              {ROLES.map((name) => (
                <option key={name} value={name}>
                  {nameOfRole(name, name)}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Switch
          name={i18n._("Let everyone who can sign in with the provider join")}
          under={i18n._("Otherwise, people must first be added through SCIM.")}
          isOn={admitsUnknown}
          onChange={setAdmitsUnknown}
        />
      </fieldset>
      {problem && !FIELDS.some((name) => fieldRefusal(problem, name)) ? (
        <div className="mt-5">
          <Failure problem={problem} what={i18n._("The sign-in was not saved.")} />
        </div>
      ) : null}
      {remove.error ? (
        <div className="mt-5">
          <Failure
            problem={asProblem(remove.error)}
            what={i18n._("The sign-in was not removed.")}
          />
        </div>
      ) : null}
      <SaveRow
        mayChange={mayChange}
        forbidden={i18n._("Only administrators can change these settings.")}
        isChanged={isChanged}
        isSaving={save.isPending}
        saving={i18n._("Checking the provider…")}
        onDiscard={discard}
      />
      {mayChange && provider.isSetUp ? (
        <div className="mt-8 border-t border-line pt-5">
          <ConfirmButton
            look="danger"
            question={i18n._("Remove the organization sign-in?")}
            meaning={i18n._(
              "People can no longer sign in with the provider. Those without a password lose access within an hour, but stay members.",
            )}
            keep={i18n._("Keep it")}
            confirm={i18n._("Remove")}
            busy={remove.isPending && i18n._("Removing…")}
            onConfirm={() => remove.mutate(undefined)}
          >
            {i18n._("Remove the sign-in")}
          </ConfirmButton>
        </div>
      ) : null}
    </form>
  );
}
