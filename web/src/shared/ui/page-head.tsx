import { i18n } from "@lingui/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useArrival, useTitle } from "@/shared/lib/page";

interface PageHeadProps {
  /** The list that the page belongs to; the interviews where nothing else is said. */
  root?: {
    to: "/interviews" | "/live" | "/intake" | "/positions" | "/templates" | "/settings";
    name: string;
  };
  /** The interview that the page is one of. */
  interview?: { id: string; name: string } | undefined;
  trail: string[];
  title: string;
  documentTitle: string;
  under?: ReactNode;
  aside?: ReactNode;
}

const INTERVIEWS = {
  to: "/interviews",
  get name() {
    return i18n._("Interviews");
  },
} as const;

/** Where one is, whose page it is, and what is true about it in a line. */
export function PageHead({
  root = INTERVIEWS,
  interview,
  trail,
  title,
  documentTitle,
  under,
  aside,
}: PageHeadProps) {
  const heading = useArrival(trail.join("/"));
  useTitle(`${documentTitle} · Vivavoce`);
  return (
    <header>
      <nav aria-label={i18n._("Breadcrumb")} className="mb-2 text-small text-text3">
        <ol className="flex gap-x-2">
          <li className="shrink-0">
            <Link to={root.to} className="inline-block py-1 text-text3">
              {root.name}
            </Link>
          </li>
          {interview ? (
            <li className="min-w-0 truncate py-1">
              <span aria-hidden="true">/ </span>
              <Link to="/interviews/$id" params={{ id: interview.id }} className="text-text3">
                {interview.name}
              </Link>
            </li>
          ) : null}
          {trail.map((step) => (
            <li key={step} className={`py-1 ${interview ? "shrink-0" : "min-w-0 truncate"}`}>
              <span aria-hidden="true">/ </span>
              {step}
            </li>
          ))}
        </ol>
      </nav>
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
        <div className="min-w-0 flex-[1_1_min(20rem,100%)]">
          <h1 ref={heading} tabIndex={-1} className="[overflow-wrap:anywhere]">
            {title}
          </h1>
          {under ? <p className="mt-1.5 max-w-[75ch] text-text2">{under}</p> : null}
        </div>
        {aside}
      </div>
    </header>
  );
}
