import { i18n } from "@lingui/core";
import { callerStore, useCaller } from "@/shared/api/caller";
import { Button } from "@/shared/ui/button";
import { type SignInCalls, signInCalls } from "./calls";
import { Frame } from "./frame";
import { PasswordForm } from "./password-form";

/** The same person comes back to the page that they left open. */
export function SignInAgain({ call = signInCalls.signIn }: { call?: SignInCalls["signIn"] }) {
  const user = useCaller()?.user;
  return (
    <Frame title={i18n._("Sign in again")}>
      <p className="mt-3 max-w-prose text-text2">
        {i18n._("Your session has ended. The page keeps what you typed.")}
      </p>
      {user?.email ? (
        <PasswordForm signIn={(password) => call(user.email ?? "", password, user.tenantId)}>
          <p className="[overflow-wrap:anywhere]">{user.email}</p>
          <input type="hidden" autoComplete="username" value={user.email} readOnly />
        </PasswordForm>
      ) : null}
      <p className="mt-3 flex flex-wrap gap-x-5 gap-y-3">
        <a href="/sign-in/organization" target="_blank" rel="noreferrer">
          {i18n._("Sign in with your organization in a new tab")}
        </a>
        <a href="/sign-in">{i18n._("Sign in as another person")}</a>
      </p>
    </Frame>
  );
}

/** Another tab has another person's session: nothing of the one is shown or sent in the name of the other. */
export function AnotherPerson({ go = () => window.location.assign("/") }: { go?: () => void }) {
  return (
    <Frame title={i18n._("Another person has signed in")}>
      <p className="mt-3 max-w-prose text-text2">
        {i18n._(
          "This happened in another tab of this browser. This page no longer shows what belongs to the first person.",
        )}
      </p>
      <div className="mt-5">
        <Button
          look="primary"
          onClick={() => {
            callerStore.forget();
            go();
          }}
        >
          {i18n._("Continue as that person")}
        </Button>
      </div>
    </Frame>
  );
}
