import type { ReactNode } from "react";
import { useArrival } from "@/shared/lib/page";
import { useRoomKind } from "../kind";

interface RoomHeadingProps {
  step: string;
  look?: string;
  children: ReactNode;
}

/** The room's heading: the page's own, or one among others where the room is part of a page. */
export function RoomHeading(props: RoomHeadingProps) {
  const { isPart } = useRoomKind();
  return isPart ? <h2 className={props.look}>{props.children}</h2> : <PageHeading {...props} />;
}

function PageHeading({ step, look, children }: RoomHeadingProps) {
  const heading = useArrival(step);
  return (
    <h1 ref={heading} tabIndex={-1} className={look}>
      {children}
    </h1>
  );
}
