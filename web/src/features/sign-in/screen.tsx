import { i18n } from "@lingui/core";
import { type ReactNode, useState } from "react";
import { Field, inputLook } from "@/shared/ui/field";
import { type SignInCalls, signInCalls } from "./calls";
import { Frame } from "./frame";
import { PasswordForm } from "./password-form";

interface SignInProps {
  onSignedIn: () => void;
  /** The link to the page for a forgotten password. */
  forgot: ReactNode;
  /** The link to the sign-in of one's organization. */
  organization?: ReactNode;
  /** What the person should know before they sign in. */
  notice?: ReactNode;
  call?: SignInCalls["signIn"];
}

/** Getting in. One sentence for both fields: it never says which of them was wrong. */
export function SignIn({
  onSignedIn,
  forgot,
  organization,
  notice,
  call = signInCalls.signIn,
}: SignInProps) {
  const [email, setEmail] = useState("");
  return (
    <Frame title={i18n._("Sign in")}>
      {notice}
      <PasswordForm signIn={(password) => call(email.trim(), password)} onSignedIn={onSignedIn}>
        <Field label={i18n._("Work e-mail")}>
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
      </PasswordForm>
      <p className="mt-3 flex flex-wrap gap-x-5 gap-y-3">
        {forgot}
        {organization}
      </p>
      <p className="mt-6 text-small text-text3">
        {i18n._(
          "Here for an interview? Use the link in your invitation. You do not need an account.",
        )}
      </p>
    </Frame>
  );
}
