import { i18n } from "@lingui/core";
import { Button, buttonLook } from "@/shared/ui/button";
import { RoomHeading } from "./room-heading";

export function Elsewhere({ onHere }: { onHere: () => void }) {
  return (
    <>
      <RoomHeading step="elsewhere">
        {i18n._("Your interview is open on another device")}
      </RoomHeading>
      <p className="mt-3 text-text2">
        {i18n._("You can continue there with the same question and close this page.")}
      </p>
      <p className="mt-6">
        <Button size="large" onClick={onHere}>
          {i18n._("Continue here")}
        </Button>
      </p>
    </>
  );
}

/** The room does not know this tab: the way back is the link. */
export function NotHere({ token }: { token: string | null }) {
  return (
    <>
      <RoomHeading step="not-here">{i18n._("You cannot open this interview here")}</RoomHeading>
      <p className="mt-3 text-text2">
        {i18n._("Use the link in your invitation to continue. The answers you sent are saved.")}
      </p>
      {token ? (
        <p className="mt-6">
          <a className={buttonLook("primary", "large")} href={`/interview/join/${token}`}>
            {i18n._("Back to my invitation")}
          </a>
        </p>
      ) : null}
    </>
  );
}
