import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import { useMe } from "@/shared/api/me";
import { asProblem } from "@/shared/api/problem";
import { useArrival, useTitle } from "@/shared/lib/page";
import { Empty, Failure, Skeleton } from "@/shared/ui/states";
import { useOperationsCalls } from "./calls";

const OPERATE = "platform:operate";

interface OperatorPageProps {
  title: string;
  under: string;
  aside?: ReactNode;
  children: ReactNode;
}

/** A page for operators of the installation; nobody else sees anything of it, and nothing is asked for. */
export function OperatorPage({ title, under, aside, children }: OperatorPageProps) {
  const me = useMe(useOperationsCalls().me);
  const heading = useArrival(title);
  useTitle(`${title} · Vivavoce`);
  const isOperator = me.data?.permissions.includes(OPERATE);
  return (
    <>
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {isOperator ? aside : null}
      </div>
      {isOperator ? <p className="mt-1.5 max-w-[44em] text-text2">{under}</p> : null}
      <div className="mt-6">{content()}</div>
    </>
  );

  function content() {
    if (isOperator) return children;
    if (me.data) {
      return (
        <Empty title={i18n._("You cannot open this page")}>
          {i18n._(
            "Only operators of this installation can. The command “vivavoce admin operator” on the server makes a person one.",
          )}
        </Empty>
      );
    }
    if (!me.error)
      return (
        <Skeleton label={i18n._("Loading {first}", { first: title.toLowerCase(), what: title })} />
      );
    return (
      <Failure
        problem={asProblem(me.error)}
        what={i18n._("The page did not load.")}
        onRetry={() => void me.refetch()}
      />
    );
  }
}
