import { i18n } from "@lingui/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useArrival, useTitle } from "@/shared/lib/page";

interface PageHeadProps {
  /** The place that the page belongs to; the queue where nothing else is said. */
  root?: {
    to: "/queue" | "/interviews" | "/live" | "/intake" | "/positions" | "/templates";
    name: string;
  };
  trail: string[];
  title: string;
  documentTitle: string;
  under?: ReactNode;
  aside?: ReactNode;
}

const queueRoot = () => ({ to: "/queue", name: i18n._("Queue") }) as const;

/** Where one is, whose page it is, and what is true about it in a line. */
export function PageHead({
  root = queueRoot(),
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
          {trail.map((step, at) => (
            <li
              key={step}
              className={`py-1 ${at > 0 && at === trail.length - 1 ? "shrink-0" : "min-w-0 truncate"}`}
            >
              <span aria-hidden="true">/ </span>
              {step}
            </li>
          ))}
        </ol>
      </nav>
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
        <h1 ref={heading} tabIndex={-1} className="min-w-0 [overflow-wrap:anywhere]">
          {title}
        </h1>
        {aside}
      </div>
      {under ? <p className="mt-1.5 text-text2">{under}</p> : null}
    </header>
  );
}
