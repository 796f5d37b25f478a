import { Eye, EyeOff } from "lucide-react";
import { type FormEvent, useState } from "react";
import { callerStore } from "@/shared/api/caller";
import { openApi } from "@/shared/api/client";
import { answered, asProblem, type Problem } from "@/shared/api/problem";
import type { SignedIn } from "@/shared/api/types";
import { useTitle } from "@/shared/lib/page";
import { clockTime } from "@/shared/lib/words";
import { Button } from "@/shared/ui/button";
import { Field, inputLook } from "@/shared/ui/field";
import { Icon } from "@/shared/ui/icon";
import { Mark } from "@/shared/ui/mark";
import { Failure } from "@/shared/ui/states";
import { TwoVoices } from "./two-voices";

type SignInCall = (email: string, password: string) => Promise<SignedIn>;

const signIn: SignInCall = (email, password) =>
  answered(openApi.POST("/auth/login", { body: { email, password } }));

interface SignInProps {
  onSignedIn: () => void;
  call?: SignInCall;
}

/** Getting in. One sentence for both fields: it never says which of them was wrong. */
export function SignIn({ onSignedIn, call = signIn }: SignInProps) {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [isShown, setShown] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  useTitle("Sign in · Vivavoce");

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

  const refusal = problem ? refusalOf(problem) : null;
  return (
    <div className="grid min-h-dvh desk:grid-cols-[minmax(24rem,36%)_minmax(0,1fr)]">
      <main className="flex flex-col justify-center px-5 py-10 pad:px-16 desk:px-18">
        <p className="flex items-center gap-2.5 font-voice text-[1.625rem] font-[450]">
          <Mark /> Vivavoce
        </p>
        <h1 className="mt-6">Sign in</h1>
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
          <Field label="Password" error={refusal}>
            {(control) => (
              <div className="relative">
                <input
                  {...control}
                  type={isShown ? "text" : "password"}
                  autoComplete="current-password"
                  value={password}
                  onChange={(event) => setPassword(event.target.value)}
                  className={`${inputLook} min-h-12 pr-13`}
                />
                <button
                  type="button"
                  aria-label={isShown ? "Hide the password" : "Show the password"}
                  onClick={() => setShown(!isShown)}
                  className="absolute inset-y-0 right-0 grid w-12 place-items-center rounded-control text-text3"
                >
                  <Icon of={isShown ? EyeOff : Eye} />
                </button>
              </div>
            )}
          </Field>
          {problem && !refusal ? (
            <Failure problem={problem} what="Signing in did not work." />
          ) : null}
          <Button look="primary" type="submit" className="min-h-13" busy={isBusy && "Signing in…"}>
            Sign in
          </Button>
        </form>
        <p className="mt-6 text-small text-text3">
          Here for an interview? Use the link in your invitation. You need no account.
        </p>
      </main>
      <TwoVoices />
    </div>
  );
}

function refusalOf(problem: Problem): string | null {
  if (problem.status === 429) {
    const at = new Date(Date.now() + (problem.retryAfterSeconds ?? 60) * 1000);
    return `Too many tries. It opens again at ${clockTime(at)}.`;
  }
  if (problem.status === 401 || problem.status === 400) {
    return "This address and this password do not belong together.";
  }
  return null;
}
