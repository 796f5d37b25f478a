import { Button, buttonLook } from "@/shared/ui/button";
import { RoomHeading } from "./room-heading";

export function Elsewhere({ onHere }: { onHere: () => void }) {
  return (
    <>
      <RoomHeading step="elsewhere">You are in on another device</RoomHeading>
      <p className="mt-3 text-text2">
        It goes on there, at the same question. This page can be closed.
      </p>
      <p className="mt-6">
        <Button size="large" onClick={onHere}>
          Go on here instead
        </Button>
      </p>
    </>
  );
}

/** The room does not know this tab: the way back is the link. */
export function NotHere({ token }: { token: string | null }) {
  return (
    <>
      <RoomHeading step="not-here">This room is not open from here</RoomHeading>
      <p className="mt-3 text-text2">
        The link in your invitation leads back to where you were. What you sent is safe.
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
