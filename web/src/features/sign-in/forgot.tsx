import { i18n } from "@lingui/core";
import { type FormEvent, type ReactNode, useState } from "react";
import { asProblem, type Problem } from "@/shared/api/problem";
import { tooManyTries } from "@/shared/lib/refusals";
import { Button } from "@/shared/ui/button";
import { Field, inputLook } from "@/shared/ui/field";
import { sentence } from "@/shared/ui/sentence";
import { Failure } from "@/shared/ui/states";
import { type SignInCalls, signInCalls } from "./calls";
import { Frame } from "./frame";

interface ForgotPasswordProps {
  /** The link back to signing in. */
  signIn: ReactNode;
  call?: SignInCalls["forgot"];
}

/** Asking for a link. The answer is the same for every address. */
export function ForgotPassword({ signIn, call = signInCalls.forgot }: ForgotPasswordProps) {
  const [email, setEmail] = useState("");
  const [requested, setRequested] = useState<{ email: string; isSent: boolean } | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isEmpty, setEmpty] = useState(false);

  async function submit(event: FormEvent) {
    event.preventDefault();
    const address = email.trim();
    setEmpty(address === "");
    if (address === "") return;
    setBusy(true);
    setProblem(null);
    try {
      setRequested({ email: address, isSent: (await call(address)).delivery === "email" });
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  }

  if (requested) {
    const { isSent } = requested;
    const email = <strong className="font-semibold text-text">{requested.email}</strong>;
    return (
      <Frame title={isSent ? i18n._("Check your e-mail") : i18n._("No e-mail was sent")}>
        <p className="mt-3 max-w-prose text-text2 [overflow-wrap:anywhere]">
          {isSent
            ? sentence(
                (at) =>
                  i18n._(
                    "If {email} has an account, we sent a link to set a new password. It works once and expires after 30 minutes.",
                    at,
                  ),
                { email },
              )
            : sentence(
                (at) =>
                  i18n._(
                    "This platform sends no e-mail. If {email} has an account, the link to set a new password is in the local mailbox of the console, where an administrator finds it. It works once and expires after 30 minutes.",
                    at,
                  ),
                { email },
              )}
        </p>
        {isSent ? (
          <p className="mt-3 max-w-prose text-text2">
            {i18n._(
              "If it does not arrive within a few minutes, look in your spam folder and check the address.",
            )}
          </p>
        ) : null}
        <div className="mt-5 flex flex-wrap items-center gap-x-5 gap-y-3">
          <Button onClick={() => setRequested(null)}>{i18n._("Use another address")}</Button>
          {signIn}
        </div>
      </Frame>
    );
  }
  const refusal = problem?.status === 429 ? tooManyTries(problem) : null;
  return (
    <Frame title={i18n._("Forgot your password?")}>
      <p className="mt-3 max-w-prose text-text2">
        {i18n._("Enter your work e-mail. We will send you a link to set a new password.")}
      </p>
      <form onSubmit={submit} noValidate className="mt-4 grid gap-4.5">
        <Field
          label={i18n._("Work e-mail")}
          error={isEmpty ? i18n._("Enter your e-mail address.") : refusal}
        >
          {(control) => (
            <input
              {...control}
              type="email"
              autoComplete="username"
              maxLength={254}
              value={email}
              onChange={(event) => setEmail(event.target.value)}
              className={`${inputLook} min-h-12`}
            />
          )}
        </Field>
        {problem && !refusal ? (
          <Failure problem={problem} what={i18n._("The link could not be sent.")} />
        ) : null}
        <Button
          look="primary"
          type="submit"
          className="min-h-13"
          busy={isBusy && i18n._("Sending…")}
        >
          {i18n._("Send link")}
        </Button>
      </form>
      <p className="mt-3">{signIn}</p>
    </Frame>
  );
}
