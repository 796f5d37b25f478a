import { i18n } from "@lingui/core";
import { LogOut } from "lucide-react";
import { type FormEvent, useState } from "react";
import { callerStore, isAllowed, useCaller } from "@/shared/api/caller";
import { mayLeave } from "@/shared/api/leaving";
import { useMe } from "@/shared/api/me";
import { asProblem, type Problem } from "@/shared/api/problem";
import { useArrival, useTitle } from "@/shared/lib/page";
import { fieldRefusal, tooManyTries } from "@/shared/lib/refusals";
import { Button } from "@/shared/ui/button";
import { Icon } from "@/shared/ui/icon";
import { Note } from "@/shared/ui/note";
import { PasswordField, passwordHint } from "@/shared/ui/password-field";
import { Failure } from "@/shared/ui/states";
import { Calendars } from "./calendars";
import { type AccountCalls, accountCalls } from "./calls";
import { SignOut } from "./sign-out";
import { TimeZone } from "./time-zone";

/** A person's own account: who they are, their password, where they are signed in. */
export function Account({ calls = accountCalls }: { calls?: AccountCalls }) {
  const caller = useCaller();
  const me = useMe(calls.me);
  const heading = useArrival("account");
  useTitle(`${i18n._("Account")} · Vivavoce`);
  if (!caller) return null;
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        {i18n._("Account")}
      </h1>
      <p className="mt-1.5 text-text2 [overflow-wrap:anywhere]">
        {[caller.user.name, caller.user.email].filter(Boolean).join(" · ")}
      </p>
      <div className="mt-7 grid max-w-[32rem] gap-9">
        {me.data?.hasPassword === false ? (
          <NoPassword />
        ) : (
          <ChangePassword email={caller.user.email} calls={calls} />
        )}
        <TimeZone calls={calls} />
        {isAllowed(caller, "interview:read") ? <Calendars /> : null}
        <Devices calls={calls} />
      </div>
    </>
  );
}

function NoPassword() {
  return (
    <section aria-labelledby="password">
      <h2 id="password">{i18n._("Password")}</h2>
      <p className="mt-2 text-text2">
        {i18n._(
          "You sign in with your organization, so you have no password here. Change your password where your organization manages it.",
        )}
      </p>
    </section>
  );
}

interface ChangePasswordProps {
  email: string;
  calls: AccountCalls;
}

function ChangePassword({ email, calls }: ChangePasswordProps) {
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [isDone, setDone] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setDone(false);
    setProblem(null);
    try {
      callerStore.set(await calls.changePassword(current, next));
      setCurrent("");
      setNext("");
      setDone(true);
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  }

  const ofCurrent =
    problem?.status === 429 ? tooManyTries(problem) : fieldRefusal(problem, "currentPassword");
  const ofNext = fieldRefusal(problem, "password");
  return (
    <section aria-labelledby="change-password">
      <h2 id="change-password">{i18n._("Change password")}</h2>
      <form onSubmit={submit} noValidate className="mt-4 grid gap-4.5">
        <input type="hidden" autoComplete="username" value={email} readOnly />
        <PasswordField
          label={i18n._("Current password")}
          autoComplete="current-password"
          value={current}
          onChange={setCurrent}
          error={ofCurrent}
        />
        <PasswordField
          label={i18n._("New password")}
          autoComplete="new-password"
          hint={passwordHint()}
          value={next}
          onChange={setNext}
          error={ofNext}
        />
        {problem && !ofCurrent && !ofNext ? (
          <Failure problem={problem} what={i18n._("The password was not changed.")} />
        ) : null}
        <div>
          <Button look="primary" type="submit" busy={isBusy && i18n._("Saving…")}>
            {i18n._("Change password")}
          </Button>
        </div>
      </form>
      <div role="status" className="mt-4 empty:mt-0">
        {isDone ? (
          <Note tone="tide" title={i18n._("Your password has been changed.")}>
            {i18n._("You are signed out on every other device.")}
          </Note>
        ) : null}
      </div>
    </section>
  );
}

function Devices({ calls }: { calls: AccountCalls }) {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  async function signOutEverywhere() {
    setBusy(true);
    setProblem(null);
    try {
      if (!(await mayLeave())) return setBusy(false);
      await calls.signOutEverywhere();
      callerStore.set(null);
    } catch (error) {
      setProblem(asProblem(error));
      setBusy(false);
    }
  }

  return (
    <section aria-labelledby="sign-out">
      <h2 id="sign-out">{i18n._("Sign out")}</h2>
      <p className="mt-2 text-text2">
        {i18n._(
          "Sign out everywhere to end all sessions of your account, including this one. API keys keep working.",
        )}
      </p>
      {problem ? (
        <div className="mt-4">
          <Failure problem={problem} what={i18n._("You are still signed in.")} />
        </div>
      ) : null}
      <div className="mt-4 flex flex-wrap gap-2.5">
        <SignOut call={calls.signOut} />
        <Button
          look="danger"
          icon={<Icon of={LogOut} small />}
          busy={isBusy && i18n._("Signing out…")}
          onClick={signOutEverywhere}
        >
          {i18n._("Sign out everywhere")}
        </Button>
      </div>
    </section>
  );
}
