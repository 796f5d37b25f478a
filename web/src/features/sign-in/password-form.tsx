import { i18n } from "@lingui/core";
import { type FormEvent, type ReactNode, useState } from "react";
import { callerStore } from "@/shared/api/caller";
import { asProblem, type Problem } from "@/shared/api/problem";
import type { SignedIn } from "@/shared/api/types";
import { tooManyTries } from "@/shared/lib/refusals";
import { Button } from "@/shared/ui/button";
import { PasswordField } from "@/shared/ui/password-field";
import { Failure } from "@/shared/ui/states";

interface PasswordFormProps {
  /** Who signs in, above the password. */
  children: ReactNode;
  signIn: (password: string) => Promise<SignedIn>;
  onSignedIn?: () => void;
}

/** A password, and why it was refused. */
export function PasswordForm({ children, signIn, onSignedIn }: PasswordFormProps) {
  const [password, setPassword] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      callerStore.set(await signIn(password));
      onSignedIn?.();
    } catch (error) {
      setProblem(asProblem(error));
      setBusy(false);
    }
  }

  const refusal = problem ? refusalOf(problem) : null;
  return (
    <form onSubmit={submit} noValidate className="mt-4 grid gap-4.5">
      {children}
      <PasswordField
        label={i18n._("Password")}
        autoComplete="current-password"
        value={password}
        onChange={setPassword}
        error={refusal}
      />
      {problem && !refusal ? (
        <Failure problem={problem} what={i18n._("You could not be signed in.")} />
      ) : null}
      <Button
        look="primary"
        type="submit"
        className="min-h-13"
        busy={isBusy && i18n._("Signing in…")}
      >
        {i18n._("Sign in")}
      </Button>
    </form>
  );
}

/** One sentence for both fields, or nothing for what is not about them. */
function refusalOf(problem: Problem): string | null {
  if (problem.status === 429) return tooManyTries(problem);
  if (problem.status === 401 || problem.status === 400) {
    return i18n._("The e-mail address or password is incorrect.");
  }
  return null;
}
