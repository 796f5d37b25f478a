import { i18n } from "@lingui/core";
import { type FormEvent, type ReactNode, useEffect, useState } from "react";
import { callerStore } from "@/shared/api/caller";
import { asProblem, type Problem } from "@/shared/api/problem";
import type { InvitationOffer, ResetRequested } from "@/shared/api/types";
import { fieldRefusal, tooManyTries } from "@/shared/lib/refusals";
import { isFixedRole, nameOfRole } from "@/shared/lib/roles";
import { withinSentence } from "@/shared/lib/words";
import { Button } from "@/shared/ui/button";
import { Field, inputLook } from "@/shared/ui/field";
import { Note } from "@/shared/ui/note";
import { PasswordField, passwordHint } from "@/shared/ui/password-field";
import { sentence } from "@/shared/ui/sentence";
import { Failure, Skeleton } from "@/shared/ui/states";
import { type SignInCalls, signInCalls } from "./calls";
import { Frame } from "./frame";

interface AcceptInvitationProps {
  token: string;
  onJoined: () => void;
  signIn: ReactNode;
  forgot: ReactNode;
  calls?: SignInCalls;
}

/** Joining an organization by the link from the e-mail. */
export function AcceptInvitation({ token, calls = signInCalls, ...rest }: AcceptInvitationProps) {
  const [offer, setOffer] = useState<InvitationOffer | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [round, setRound] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another round reads again
  useEffect(() => {
    let isCurrent = true;
    setProblem(null);
    calls.readInvitation(token).then(
      (found) => isCurrent && setOffer(found),
      (error) => isCurrent && setProblem(asProblem(error)),
    );
    return () => {
      isCurrent = false;
    };
  }, [token, calls, round]);

  if (!token || problem?.code === "invitation_expired") return <LinkEnded signIn={rest.signIn} />;
  if (offer) {
    return (
      <Offer
        {...rest}
        key={offer.proof}
        token={token}
        calls={calls}
        offer={offer}
        onOver={setProblem}
        onChanged={() => setRound(round + 1)}
      />
    );
  }
  return (
    <Frame title={i18n._("Your invitation")}>
      <div className="mt-4">
        {problem ? (
          <Failure
            problem={problem}
            what={i18n._("The invitation did not open.")}
            onRetry={() => setRound(round + 1)}
          />
        ) : (
          <Skeleton rows={2} label={i18n._("Opening the invitation")} />
        )}
      </div>
    </Frame>
  );
}

function LinkEnded({ signIn }: { signIn: ReactNode }) {
  return (
    <Frame title={i18n._("This invitation no longer works")}>
      <p className="mt-3 max-w-prose text-text2">
        {i18n._(
          "It was already used, withdrawn or replaced, or it expired after 7 days. Ask the person who invited you for a new one. If you already joined, sign in.",
        )}
      </p>
      <p className="mt-5">{signIn}</p>
    </Frame>
  );
}

interface OfferProps extends Omit<AcceptInvitationProps, "calls" | "signIn"> {
  calls: SignInCalls;
  offer: InvitationOffer;
  onOver: (problem: Problem) => void;
  onChanged: () => void;
}

function Offer({ token, calls, offer, onJoined, forgot, onOver, onChanged }: OfferProps) {
  const [name, setName] = useState(offer.name);
  const [password, setPassword] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const isNew = offer.proof === "new_password";

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      callerStore.set(await calls.accept(token, password, name));
      onJoined();
    } catch (error) {
      const found = asProblem(error);
      if (found.code === "invitation_expired") onOver(found);
      else if (found.code === "account_changed" || found.code === "password_reset_required") {
        onChanged();
      }
      setProblem(found);
      setBusy(false);
    }
  }

  const title = i18n._("Join {organization}", { organization: offer.organization });
  if (offer.proof === "reset_first") {
    return (
      <Frame title={title} step="reset_first">
        <Facts offer={offer} />
        <ResetFirst email={offer.email} calls={calls} onDone={onChanged} />
      </Frame>
    );
  }
  const refusal = problem ? passwordRefusal(problem, isNew) : null;
  const ofName = fieldRefusal(problem, "name");
  return (
    <Frame title={title}>
      <Facts offer={offer} />
      <form onSubmit={submit} noValidate className="mt-4 grid gap-4.5">
        {/* Password managers read the address here. */}
        <input type="hidden" autoComplete="username" value={offer.email} readOnly />
        <Field label={i18n._("Your name")} error={ofName}>
          {(control) => (
            <input
              {...control}
              type="text"
              autoComplete="name"
              maxLength={200}
              value={name}
              onChange={(event) => setName(event.target.value)}
              className={`${inputLook} min-h-12`}
            />
          )}
        </Field>
        <PasswordField
          label={isNew ? i18n._("Choose a password") : i18n._("Your Vivavoce password")}
          autoComplete={isNew ? "new-password" : "current-password"}
          hint={isNew ? passwordHint() : i18n._("You already have an account with this address.")}
          value={password}
          onChange={setPassword}
          error={refusal}
        />
        {problem && !refusal && !ofName ? (
          <Failure problem={problem} what={i18n._("You have not joined yet.")} />
        ) : null}
        <Button
          look="primary"
          type="submit"
          className="min-h-13"
          busy={isBusy && i18n._("Joining…")}
        >
          {isNew ? i18n._("Join") : i18n._("Sign in and join")}
        </Button>
      </form>
      {isNew ? null : <p className="mt-3">{forgot}</p>}
    </Frame>
  );
}

function Facts({ offer }: { offer: InvitationOffer }) {
  return (
    <p className="mt-3 max-w-prose text-text2 [overflow-wrap:anywhere]">
      {sentence(
        (at) =>
          i18n._("{organization} invites {email} to join as {role}.", {
            ...at,
            organization: offer.organization,
            role: isFixedRole(offer.role)
              ? withinSentence(nameOfRole(offer.role, offer.roleName))
              : offer.roleName,
          }),
        { email: <strong className="font-semibold">{offer.email}</strong> },
      )}
    </p>
  );
}

interface ResetFirstProps {
  email: string;
  calls: SignInCalls;
  onDone: () => void;
}

/** An account whose password the owner never set through the mailbox: that comes first. */
function ResetFirst({ email, calls, onDone }: ResetFirstProps) {
  const [state, setState] = useState<"idle" | "busy" | ResetRequested["delivery"]>("idle");
  const [problem, setProblem] = useState<Problem | null>(null);

  async function send() {
    setState("busy");
    setProblem(null);
    try {
      setState((await calls.forgot(email)).delivery);
    } catch (error) {
      setProblem(asProblem(error));
      setState("idle");
    }
  }

  return (
    <div className="mt-4 grid gap-4.5">
      <Note tone="tide" title={i18n._("Set a new password first.")}>
        {i18n._(
          "You already have an account, but its password was never confirmed by e-mail. We will send you a link. Set a new password, then return to this page.",
        )}
      </Note>
      {problem ? <Failure problem={problem} what={i18n._("The link could not be sent.")} /> : null}
      {state === "email" || state === "mailbox" ? (
        <>
          <p role="status" className="text-text2">
            {state === "email"
              ? i18n._("We sent the link to {email}. It works once and expires after 30 minutes.", {
                  email,
                })
              : i18n._(
                  "This platform sends no e-mail. The link is in the local mailbox of the console, where an administrator finds it. It works once and expires after 30 minutes.",
                )}
          </p>
          <Button look="primary" className="min-h-13" onClick={onDone}>
            {i18n._("I have set the password")}
          </Button>
        </>
      ) : (
        <Button
          look="primary"
          className="min-h-13"
          busy={state === "busy" && i18n._("Sending…")}
          onClick={send}
        >
          {i18n._("Send link")}
        </Button>
      )}
    </div>
  );
}

function passwordRefusal(problem: Problem, isNew: boolean): string | null {
  if (problem.status === 429) return tooManyTries(problem);
  if (problem.status === 401 && !isNew) return i18n._("The password is incorrect.");
  return fieldRefusal(problem, "password");
}
