import { useRoomKind } from "../kind";
import { askedNow, type Talk } from "../talk";
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
          {greeting ? greeting.text : talk.lastSeq > 0 ? "One moment" : kind.name}
        </RoomHeading>
        {greeting || talk.hasBegun ? null : (
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
      <p className="text-small text-text3">
        {asked.isFollowUp ? "The interviewer asks to know more" : "The interviewer asked"}
      </p>
      {asked.parent ? <p className="mt-1 text-small text-text2">After: “{asked.parent}”</p> : null}
      <RoomHeading step="the first question" look={`mt-2 ${VOICE}`}>
        {asked.text}
      </RoomHeading>
    </>
  );
}

const VOICE =
  "font-voice text-[1.5rem] leading-[1.25] font-normal tracking-[-0.012em] text-pretty pad:text-[1.95rem]";
