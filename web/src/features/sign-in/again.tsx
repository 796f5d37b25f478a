import { type FormEvent, useState } from "react";
import { callerStore, useCaller } from "@/shared/api/caller";
import { asProblem, type Problem } from "@/shared/api/problem";
import { Button } from "@/shared/ui/button";
import { PasswordField } from "@/shared/ui/password-field";
import { Failure } from "@/shared/ui/states";
import { type SignInCalls, signInCalls } from "./calls";
import { Frame } from "./frame";
import { signInRefusal } from "./screen";

/** The same person comes back to the page that they left open. */
export function SignInAgain({ call = signInCalls.signIn }: { call?: SignInCalls["signIn"] }) {
  const user = useCaller()?.user;
  const [password, setPassword] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      callerStore.set(await call(user?.email ?? "", password, user?.tenantId));
    } catch (error) {
      setProblem(asProblem(error));
      setBusy(false);
    }
  }

  const refusal = problem ? signInRefusal(problem) : null;
  return (
    <Frame title="Sign in again">
      <p className="mt-3 max-w-prose text-text2">
        Your session has ended. The page keeps what you typed.
      </p>
      {user?.email ? (
        <form onSubmit={submit} noValidate className="mt-4 grid gap-4.5">
          <p className="[overflow-wrap:anywhere]">{user.email}</p>
          <input type="hidden" autoComplete="username" value={user.email} readOnly />
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
      ) : null}
      <p className="mt-3 flex flex-wrap gap-x-5 gap-y-3">
        <a href="/sign-in/organization" target="_blank" rel="noreferrer">
          Sign in with your organization in a new tab
        </a>
        <a href="/sign-in">Sign in as another person</a>
      </p>
    </Frame>
  );
}

/** Another tab has another person's session: nothing of the one is shown or sent in the name of the other. */
export function AnotherPerson({ go = () => window.location.assign("/") }: { go?: () => void }) {
  return (
    <Frame title="Another person has signed in">
      <p className="mt-3 max-w-prose text-text2">
        It was in another tab of this browser. This page shows nothing more of the first person.
      </p>
      <div className="mt-5">
        <Button
          look="primary"
          onClick={() => {
            callerStore.forget();
            go();
          }}
        >
          Continue as that person
        </Button>
      </div>
    </Frame>
  );
}
