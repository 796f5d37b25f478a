import { Link } from "@tanstack/react-router";
import { useArrival } from "@/shared/lib/page";
import { buttonLook } from "@/shared/ui/button";

/** The room cannot be entered: the draft was not approved, it is over, or it is somebody else's. */
export function PracticeNotOpen({ sessionId }: { sessionId: string }) {
  const heading = useArrival("not-open");
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        This practice is not open
      </h1>
      <p className="mt-3 text-text2">
        It may be over already, or its draft was never approved. What you said is safe.
      </p>
      <p className="mt-6 flex flex-wrap gap-3">
        <Link
          to="/practice/$sessionId/review"
          params={{ sessionId }}
          className={buttonLook("primary", "large")}
        >
          See its review
        </Link>
        <Link to="/practice" className={buttonLook("outline", "large")}>
          Practise anew
        </Link>
      </p>
    </>
  );
}
