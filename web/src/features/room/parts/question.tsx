import { i18n } from "@lingui/core";
import { unbroken } from "@/shared/lib/words";
import { useRoomKind } from "../kind";
import { Opening } from "../phone/opening";
import { type Asked, askedNow, type RoomSession } from "../session";
import { TheRemark } from "./remark";
import { RoomHeading } from "./room-heading";

/**
 * What was asked, in the voice of speech. It stays until the next question is there.
 *
 * It is one heading all the way: a new question changes its words and takes no focus.
 */
export function TheQuestion({ session }: { session: RoomSession }) {
  const asked = askedNow(session);
  const kind = useRoomKind();
  const greeting = session.said.findLast(
    (said) => said.kind === "greeting" || said.role === "agent",
  );
  const words = asked?.text ?? greeting?.text;
  return (
    <div data-asked={asked ? "" : undefined} className="min-w-0">
      {asked ? <Before asked={asked} /> : null}
      <RoomHeading
        step="the room"
        look={words ? `${asked ? "mt-2 phone:mt-1" : ""} ${VOICE} ${sizeOf(words)}` : ""}
      >
        {words ? unbroken(words) : (headingOf(session) ?? kind.name)}
      </RoomHeading>
      {asked ? null : <Waiting session={session} hasGreeting={greeting !== undefined} />}
    </div>
  );
}

function Before({ asked }: { asked: Asked }) {
  return (
    <>
      {asked.remark ? <BesideIt asked={asked} remark={asked.remark} /> : null}
      <p className="text-small text-text3">{whoAsks(asked)}</p>
      {asked.parent ? (
        <p className="mt-1 text-small text-text2 phone:line-clamp-2">
          {i18n._("After: “{parent}”", { parent: asked.parent })}
        </p>
      ) : null}
    </>
  );
}

function Waiting({ session, hasGreeting }: { session: RoomSession; hasGreeting: boolean }) {
  if (session.sessionState === "queued") {
    return (
      <p className="mt-3 text-text2">
        {i18n._(
          "You do not need to do anything. If you are disconnected briefly, you keep your place. Nothing is recorded yet.",
        )}
      </p>
    );
  }
  if (hasGreeting || session.hasBegun) return null;
  return (
    <p className="mt-3 text-text2">
      {i18n._("You get one question at a time. Take your time. Spelling is not assessed.")}
    </p>
  );
}

/** A reply is shown whole; a greeting is folded on a phone once it was read. */
function BesideIt({ asked, remark }: { asked: Asked; remark: string }) {
  if (asked.isReply) return <TheRemark text={remark} />;
  return <Opening text={remark} isGreeting={asked.isGreeted} />;
}

function headingOf(session: RoomSession): string | null {
  if (session.sessionState === "queued") return i18n._("All places are in use at the moment");
  return session.lastSeq > 0 ? i18n._("One moment") : null;
}

function whoAsks({ isByStaff, isFollowUp }: Asked): string {
  if (isByStaff) return i18n._("The hiring team asks");
  return isFollowUp ? i18n._("Follow-up question") : i18n._("Question");
}

const VOICE =
  "font-voice text-[1.5rem] leading-[1.25] font-normal tracking-[-0.012em] text-pretty pad:text-[1.95rem]";
const LONG = 140;

/** A long question is set smaller on a phone, so that its answer fits beneath it. */
function sizeOf(words: string): string {
  return words.length > LONG
    ? "phone:text-[1.1875rem]! phone:leading-[1.32] phone:tracking-normal"
    : "sideways:text-[1.375rem]!";
}
