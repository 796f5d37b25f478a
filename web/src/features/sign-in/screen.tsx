import { type FormEvent, type ReactNode, useState } from "react";
import { callerStore } from "@/shared/api/caller";
import { asProblem, type Problem } from "@/shared/api/problem";
import { tooManyTries } from "@/shared/lib/refusals";
import { Button } from "@/shared/ui/button";
import { Field, inputLook } from "@/shared/ui/field";
import { PasswordField } from "@/shared/ui/password-field";
import { Failure } from "@/shared/ui/states";
import { type SignInCalls, signInCalls } from "./calls";
import { Frame } from "./frame";

interface SignInProps {
  onSignedIn: () => void;
  /** The link to the page for a forgotten password. */
  forgot: ReactNode;
  /** The link to the sign-in of one's organization. */
  organization?: ReactNode;
  call?: SignInCalls["signIn"];
}

/** Getting in. One sentence for both fields: it never says which of them was wrong. */
export function SignIn({
  onSignedIn,
  forgot,
  organization,
  call = signInCalls.signIn,
}: SignInProps) {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      callerStore.set(await call(email.trim(), password));
      onSignedIn();
    } catch (error) {
      setProblem(asProblem(error));
      setBusy(false);
    }
  }

  const refusal = problem ? signInRefusal(problem) : null;
  return (
    <Frame title="Sign in">
      <form onSubmit={submit} noValidate className="mt-4 grid gap-4.5">
        <Field label="Work e-mail">
          {(control) => (
            <input
              {...control}
              type="email"
              autoComplete="username"
              value={email}
              onChange={(event) => setEmail(event.target.value)}
              className={`${inputLook} min-h-12`}
            />
          )}
        </Field>
        <PasswordField
          label="Password"
          autoComplete="current-password"
          value={password}
          onChange={setPassword}
          error={refusal}
        />
        {problem && !refusal ? (
          <Failure problem={problem} what="You could not be signed in." />
        ) : null}
        <Button look="primary" type="submit" className="min-h-13" busy={isBusy && "Signing in…"}>
          Sign in
        </Button>
      </form>
      <p className="mt-3 flex flex-wrap gap-x-5 gap-y-3">
        {forgot}
        {organization}
      </p>
      <p className="mt-6 text-small text-text3">
        Here for an interview? Use the link in your invitation. You do not need an account.
      </p>
    </Frame>
  );
}

/** One sentence for both fields, or nothing for what is not about them. */
export function signInRefusal(problem: Problem): string | null {
  if (problem.status === 429) return tooManyTries(problem);
  if (problem.status === 401 || problem.status === 400) {
    return "The e-mail address or password is incorrect.";
  }
  return null;
}
