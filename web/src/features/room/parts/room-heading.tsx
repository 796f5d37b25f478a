import type { ReactNode } from "react";
import { useArrival } from "@/shared/lib/page";
import { useRoomKind } from "../kind";

interface RoomHeadingProps {
  step: string;
  look?: string;
  /** A press led here, so it takes the focus also where the room is part of a page. */
  isLedTo?: boolean;
  children: ReactNode;
}

/** The room's heading: the page's own, or one among others where the room is part of a page. */
export function RoomHeading({ isLedTo, ...props }: RoomHeadingProps) {
  const { isPart } = useRoomKind();
  if (isPart && !isLedTo) return <h2 className={props.look}>{props.children}</h2>;
  return <Arrived as={isPart ? "h2" : "h1"} {...props} />;
}

function Arrived({ as: Heading, step, look, children }: RoomHeadingProps & { as: "h1" | "h2" }) {
  const heading = useArrival(step);
  return (
    <Heading ref={heading} tabIndex={-1} className={look}>
      {children}
    </Heading>
  );
}
