import { i18n } from "@lingui/core";
import { type FormEvent, type ReactNode, useState } from "react";
import { asProblem, type Problem } from "@/shared/api/problem";
import { fieldRefusal, tooManyTries } from "@/shared/lib/refusals";
import { Button } from "@/shared/ui/button";
import { PasswordField, passwordHint } from "@/shared/ui/password-field";
import { Failure } from "@/shared/ui/states";
import { type SignInCalls, signInCalls } from "./calls";
import { Frame } from "./frame";

interface ResetPasswordProps {
  token: string;
  signIn: ReactNode;
  forgot: ReactNode;
  call?: SignInCalls["reset"];
}

/** Setting a new password by the link from the e-mail. */
export function ResetPassword({
  token,
  signIn,
  forgot,
  call = signInCalls.reset,
}: ResetPasswordProps) {
  const [password, setPassword] = useState("");
  const [isDone, setDone] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      await call(token, password);
      setDone(true);
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  }

  if (isDone) {
    return (
      <Frame title={i18n._("Your password has been changed")}>
        <p className="mt-3 max-w-prose text-text2">
          {i18n._("You are signed out on all devices. Sign in with your new password.")}
        </p>
        <p className="mt-5">{signIn}</p>
      </Frame>
    );
  }
  if (!token || problem?.code === "reset_link_expired") {
    return (
      <Frame title={i18n._("This link no longer works")}>
        <p className="mt-3 max-w-prose text-text2">
          {i18n._(
            "It was already used or replaced, or it expired after 30 minutes. Request a new link.",
          )}
        </p>
        <div className="mt-5 flex flex-wrap gap-x-5 gap-y-3">
          {forgot}
          {signIn}
        </div>
      </Frame>
    );
  }
  const refusal =
    problem?.status === 429 ? tooManyTries(problem) : fieldRefusal(problem, "password");
  return (
    <Frame title={i18n._("Set a new password")}>
      <form onSubmit={submit} noValidate className="mt-4 grid gap-4.5">
        <PasswordField
          label={i18n._("New password")}
          autoComplete="new-password"
          hint={passwordHint()}
          value={password}
          onChange={setPassword}
          error={refusal}
        />
        {problem && !refusal ? (
          <Failure problem={problem} what={i18n._("The password was not changed.")} />
        ) : null}
        <Button
          look="primary"
          type="submit"
          className="min-h-13"
          busy={isBusy && i18n._("Saving…")}
        >
          {i18n._("Set password")}
        </Button>
      </form>
      <p className="mt-3 text-small text-text3">
        {i18n._("You will be signed out on all devices.")}
      </p>
    </Frame>
  );
}
