import type { ReactNode } from "react";
import { useArrival } from "@/shared/lib/page";
import { useRoomKind } from "../kind";
import { askedNow, type Talk } from "../talk";

/** What was asked, in the voice of speech. It stays until the next question is there. */
export function TheQuestion({ talk }: { talk: Talk }) {
  const kind = useRoomKind();
  const asked = askedNow(talk);
  const greeting = talk.said.findLast((said) => said.kind === "greeting" || said.role === "agent");
  if (!asked) {
    return (
      <>
        <Heading step="the room" isPart={kind.isPart} look={greeting ? VOICE : ""}>
          {greeting ? greeting.text : talk.lastSeq > 0 ? "One moment" : kind.name}
        </Heading>
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
      <Heading step="the first question" isPart={kind.isPart} look={`mt-2 ${VOICE}`}>
        {asked.text}
      </Heading>
    </>
  );
}

interface HeadingProps {
  step: string;
  isPart: boolean | undefined;
  look: string;
  children: ReactNode;
}

function Heading({ isPart, ...rest }: HeadingProps) {
  return isPart ? <h2 className={rest.look}>{rest.children}</h2> : <PageHeading {...rest} />;
}

function PageHeading({ step, look, children }: Omit<HeadingProps, "isPart">) {
  const heading = useArrival(step);
  return (
    <h1 ref={heading} tabIndex={-1} className={look}>
      {children}
    </h1>
  );
}

const VOICE =
  "font-voice text-[1.5rem] leading-[1.25] font-normal tracking-[-0.012em] text-pretty pad:text-[1.95rem]";
