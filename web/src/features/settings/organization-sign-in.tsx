import { useState } from "react";
import { asProblem } from "@/shared/api/problem";
import type { IdentityProvider } from "@/shared/api/types";
import { fieldRefusal } from "@/shared/lib/refusals";
import { humanised } from "@/shared/lib/words";
import { Button } from "@/shared/ui/button";
import { ConfirmButton } from "@/shared/ui/confirm-button";
import { Field, inputLook } from "@/shared/ui/field";
import { Loaded } from "@/shared/ui/loaded";
import { Failure } from "@/shared/ui/states";
import { SettingsPage, useMay } from "./parts/settings-page";
import { Switch } from "./parts/switch";
import { useChange, useIdentityProvider } from "./queries";

const ROLES = ["SEEKER", "VIEWER", "HIRING_MANAGER", "RECRUITER"];
const FIELDS = ["issuer", "clientId", "clientSecret", "defaultRole"];

/** The organization's own sign-in: the provider, and the addresses to enter there. */
export function OrganizationSignInSettings() {
  const provider = useIdentityProvider();
  return (
    <SettingsPage
      title="Organization sign-in"
      needs="tenant:read"
      under="People in your organization sign in with its own OpenID provider. The provider can also add and deactivate them through SCIM."
    >
      <Loaded of={provider} what="The sign-in" rows={5}>
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
    ["Redirect address", provider.redirectUrl, "Register it with your provider."],
    ["Link for your people", provider.signInUrl, "It opens the sign-in page of your organization."],
    ["SCIM address", provider.scimUrl, "The token is an API key that may add people (SCIM)."],
  ] as const;
  return (
    <dl className="grid gap-4">
      {addresses.map(([name, address, meaning]) => (
        <div key={name}>
          <dt className="font-[550]">{name}</dt>
          <dd className="mt-1 rounded-control bg-sunken px-3.5 py-2.5 font-mono text-small select-all [overflow-wrap:anywhere]">
            {address}
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
  const [role, setRole] = useState(provider.defaultRole || "SEEKER");
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
  const isComplete = issuer.trim() && clientId.trim() && (secret.trim() || keepsSecret);
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (isComplete) save.mutate(undefined);
      }}
    >
      <fieldset disabled={!mayChange} className="grid gap-5">
        <Field
          label="Issuer"
          hint="Exactly as your provider names itself, for example https://login.example.com"
          error={missing(issuer, "Enter the issuer.") ?? fieldRefusal(problem, "issuer")}
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
          label="Client ID"
          error={missing(clientId, "Enter the client ID.") ?? fieldRefusal(problem, "clientId")}
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
          label="Client secret"
          hint={
            keepsSecret
              ? "Stored. Leave it empty to keep it."
              : "It is stored encrypted and never shown."
          }
          error={
            (keepsSecret ? null : missing(secret, "Enter the client secret.")) ??
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
          label="Role of new people"
          hint="A seeker can only practice. You can change each person’s role in People."
          error={fieldRefusal(problem, "defaultRole")}
        >
          {(control) => (
            <select
              {...control}
              value={role}
              className={`${inputLook} min-h-11`}
              onChange={(event) => setRole(event.target.value)}
            >
              {ROLES.map((name) => (
                <option key={name} value={name}>
                  {humanised(name)}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Switch
          name="Let everyone who can sign in with the provider join"
          under="Otherwise, people must first be added through SCIM."
          isOn={admitsUnknown}
          onChange={setAdmitsUnknown}
        />
      </fieldset>
      {problem && !FIELDS.some((name) => fieldRefusal(problem, name)) ? (
        <div className="mt-5">
          <Failure problem={problem} what="The sign-in was not saved." />
        </div>
      ) : null}
      {remove.error ? (
        <div className="mt-5">
          <Failure problem={asProblem(remove.error)} what="The sign-in was not removed." />
        </div>
      ) : null}
      {mayChange ? (
        <div className="mt-7 flex flex-wrap items-center gap-2.5">
          <Button look="primary" type="submit" busy={save.isPending && "Checking the provider…"}>
            Save
          </Button>
          {provider.isSetUp ? (
            <ConfirmButton
              question="Remove the organization sign-in?"
              meaning="People can no longer sign in with the provider. Those without a password lose access within an hour, but stay members."
              keep="Keep it"
              confirm="Remove"
              busy={remove.isPending && "Removing…"}
              onConfirm={() => remove.mutate(undefined)}
            >
              Remove
            </ConfirmButton>
          ) : null}
        </div>
      ) : (
        <p className="mt-6 text-text3">Only administrators can change these settings.</p>
      )}
    </form>
  );
}
