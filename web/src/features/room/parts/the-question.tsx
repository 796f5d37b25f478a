import { useRoomKind } from "../kind";
import { type Asked, askedNow, type Talk } from "../talk";
import { RoomHeading } from "./room-heading";

/** What was asked, in the voice of speech. It stays until the next question is there. */
export function TheQuestion({ talk }: { talk: Talk }) {
  const kind = useRoomKind();
  const asked = askedNow(talk);
  const greeting = talk.said.findLast((said) => said.kind === "greeting" || said.role === "agent");
  if (!asked) {
    return (
      <>
        <RoomHeading step="the room" look={greeting ? VOICE : ""}>
          {greeting ? greeting.text : (headingOf(talk) ?? kind.name)}
        </RoomHeading>
        {talk.sessionState === "queued" ? (
          <p className="mt-3 text-text2">
            You need not do anything. Your place is kept if the line drops for a moment, and nothing
            is recorded yet.
          </p>
        ) : greeting || talk.hasBegun ? null : (
          <p className="mt-3 text-text2">
            One question comes after the other. There is no hurry, and spelling does not count.
          </p>
        )}
      </>
    );
  }
  return (
    <>
      {asked.remark ? (
        <p className="mb-4 font-voice text-voice text-text2">{asked.remark}</p>
      ) : null}
      <p className="text-small text-text3">{whoAsks(asked)}</p>
      {asked.parent ? <p className="mt-1 text-small text-text2">After: “{asked.parent}”</p> : null}
      <RoomHeading step="the first question" look={`mt-2 ${VOICE}`}>
        {asked.text}
      </RoomHeading>
    </>
  );
}

function headingOf(talk: Talk): string | null {
  if (talk.sessionState === "queued") return "There is no room just now";
  return talk.lastSeq > 0 ? "One moment" : null;
}

function whoAsks({ isByStaff, isFollowUp }: Asked): string {
  if (isByStaff) return "A person of the hiring team asks";
  return isFollowUp ? "The interviewer asks to know more" : "The interviewer asked";
}

const VOICE =
  "font-voice text-[1.5rem] leading-[1.25] font-normal tracking-[-0.012em] text-pretty pad:text-[1.95rem]";
