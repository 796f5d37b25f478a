import { Button, buttonLook } from "@/shared/ui/button";
import { RoomHeading } from "./room-heading";

export function Elsewhere({ onHere }: { onHere: () => void }) {
  return (
    <>
      <RoomHeading step="elsewhere">Your interview is open on another device</RoomHeading>
      <p className="mt-3 text-text2">
        You can continue there with the same question and close this page.
      </p>
      <p className="mt-6">
        <Button size="large" onClick={onHere}>
          Continue here
        </Button>
      </p>
    </>
  );
}

/** The room does not know this tab: the way back is the link. */
export function NotHere({ token }: { token: string | null }) {
  return (
    <>
      <RoomHeading step="not-here">You cannot open this interview here</RoomHeading>
      <p className="mt-3 text-text2">
        Use the link in your invitation to continue. The answers you sent are saved.
      </p>
      {token ? (
        <p className="mt-6">
          <a className={buttonLook("primary", "large")} href={`/interview/join/${token}`}>
            Back to my invitation
          </a>
        </p>
      ) : null}
    </>
  );
}
