import { i18n } from "@lingui/core";
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { callerStore } from "@/shared/api/caller";
import { asProblem, type Problem } from "@/shared/api/problem";
import { tooManyTries } from "@/shared/lib/refusals";
import { Button } from "@/shared/ui/button";
import { Field, inputLook } from "@/shared/ui/field";
import { Note } from "@/shared/ui/note";
import { Failure, Skeleton } from "@/shared/ui/states";
import { Frame } from "./frame";
import {
  type OrganizationSignInCalls,
  organizationSignInCalls,
  type ProviderReply,
} from "./organization-calls";

interface OrganizationSignInProps {
  /** The organization's short name, from the link that its administrator gives. */
  name: string;
  /** The link back to signing in with a password. */
  signIn: ReactNode;
  calls?: OrganizationSignInCalls;
}

/** Choosing the organization whose own sign-in a person uses. */
export function OrganizationSignIn({
  name,
  signIn,
  calls = organizationSignInCalls,
}: OrganizationSignInProps) {
  const [organization, setOrganization] = useState(name);
  const [isTried, setTried] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    setProblem(null);
    if (!organization.trim()) return;
    setBusy(true);
    try {
      calls.leave((await calls.start(organization.trim())).redirectUrl);
    } catch (error) {
      setProblem(asProblem(error));
      setBusy(false);
    }
  }

  const isEmpty = isTried && !organization.trim();
  const refusal = isEmpty ? i18n._("Enter the name of your organization.") : refusalOf(problem);
  return (
    <Frame title={i18n._("Sign in with your organization")}>
      <p className="mt-3 max-w-prose text-text2">
        {i18n._("You sign in on your organization’s own page, and then come back here.")}
      </p>
      <form onSubmit={submit} noValidate className="mt-4 grid gap-4.5">
        <Field
          label={i18n._("Your organization")}
          hint={i18n._("The name in the link from your administrator.")}
          error={refusal}
        >
          {(control) => (
            <input
              {...control}
              autoComplete="organization"
              autoCapitalize="none"
              spellCheck={false}
              maxLength={200}
              value={organization}
              onChange={(event) => setOrganization(event.target.value)}
              className={`${inputLook} min-h-12`}
            />
          )}
        </Field>
        {problem && !refusal ? (
          <Failure problem={problem} what={i18n._("You could not be signed in.")} />
        ) : null}
        <Button
          look="primary"
          type="submit"
          className="min-h-13"
          busy={isBusy && i18n._("Opening…")}
        >
          {i18n._("Continue")}
        </Button>
      </form>
      <p className="mt-3">{signIn}</p>
    </Frame>
  );
}

function refusalOf(problem: Problem | null): string | null {
  if (problem?.status === 429) return tooManyTries(problem);
  if (problem?.code === "organization_sign_in_unavailable") {
    return i18n._("No organization with this name offers this sign-in. Check the name.");
  }
  return null;
}

interface FinishProps {
  reply: ProviderReply;
  onSignedIn: () => void;
  /** The link to start again. */
  again: ReactNode;
  signIn: ReactNode;
  calls?: OrganizationSignInCalls;
}

/** Coming back from the organization's own sign-in: it finishes by itself, or says why not. */
export function FinishOrganizationSignIn({
  reply,
  onSignedIn,
  again,
  signIn,
  calls = organizationSignInCalls,
}: FinishProps) {
  const [problem, setProblem] = useState<Problem | null>(null);
  const isAsked = useRef(false);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a reply works once
  useEffect(() => {
    if (isAsked.current) return;
    isAsked.current = true;
    calls.finish(reply).then(
      (caller) => {
        callerStore.set(caller);
        onSignedIn();
      },
      (error) => setProblem(asProblem(error)),
    );
  }, []);

  return (
    <Frame title={problem ? i18n._("You could not be signed in") : i18n._("Signing you in")}>
      <div className="mt-4 grid max-w-prose gap-5">
        {problem ? (
          <>
            <Explanation problem={problem} />
            <p className="flex flex-wrap gap-x-5 gap-y-3">
              {again}
              {signIn}
            </p>
          </>
        ) : (
          <Skeleton rows={2} label={i18n._("Checking with your organization")} />
        )}
      </div>
    </Frame>
  );
}

const explained = (): Record<string, [string, string]> => ({
  organization_sign_in_ended: [
    i18n._("This sign-in has ended."),
    i18n._("It took longer than 10 minutes, was already used, or was started in another browser."),
  ],
  organization_sign_in_denied: [
    i18n._("Your organization refused the sign-in."),
    i18n._("Ask the people who manage its sign-in whether you may use Vivavoce."),
  ],
  identity_not_admitted: [
    i18n._("You have not been added here yet."),
    i18n._("Your organization confirmed who you are. Ask an administrator to add you in Vivavoce."),
  ],
  identity_deactivated: [
    i18n._("Your access has ended."),
    i18n._("If that is a mistake, ask an administrator of your organization."),
  ],
  id_token_refused: [
    i18n._("Your organization’s answer could not be verified."),
    i18n._("Start again. If it happens again, tell the people who manage its sign-in."),
  ],
});

function Explanation({ problem }: { problem: Problem }) {
  const [title, text] = explained()[problem.code] ?? [];
  if (!title) return <Failure problem={problem} what={i18n._("The sign-in did not finish.")} />;
  return (
    <Note tone="amber" title={title}>
      {text}
    </Note>
  );
}
