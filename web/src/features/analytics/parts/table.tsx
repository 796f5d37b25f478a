import type { ReactNode } from "react";

/** A table whose caption says what it is; wide ones scroll by themselves, never the page. */
export function Table({
  caption,
  heads,
  children,
}: {
  caption: string;
  heads: { label: string; isNumber?: boolean; isWide?: boolean }[];
  children: ReactNode;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className="overflow-x-auto" aria-label={caption} tabIndex={0}>
      <table className="w-full border-collapse text-left">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr>
            {heads.map((head) =>
              head.label === "" ? (
                <td key="chart" className="hidden border-b border-line pad:table-cell" />
              ) : (
                <th
                  key={head.label}
                  scope="col"
                  className={`hyphens-auto border-b border-line py-2 pr-3 align-bottom text-small font-[550] text-text3 ${head.isNumber ? "text-right" : ""} ${head.isWide ? "hidden pad:table-cell" : ""}`}
                >
                  {head.label}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}

export function Row({ children }: { children: ReactNode }) {
  return <tr className="border-b border-line last:border-b-0">{children}</tr>;
}

export function Name({ children }: { children: ReactNode }) {
  return (
    <th scope="row" className="py-2.5 pr-3 font-[550]">
      {children}
    </th>
  );
}

export function Figure({
  children,
  isStrong = false,
  isWide = false,
}: {
  children: ReactNode;
  isStrong?: boolean;
  /** Shown only where there is room, as its head. */
  isWide?: boolean;
}) {
  return (
    <td
      className={`py-2.5 pr-3 text-right whitespace-nowrap ${isStrong ? "font-semibold" : ""} ${isWide ? "hidden pad:table-cell" : ""}`}
    >
      {children}
    </td>
  );
}

/** What is drawn beside a number: there is no room for it on a phone, and nothing is lost without. */
export function ChartCell({ children }: { children: ReactNode }) {
  return <td className="hidden min-w-32 py-2.5 pad:table-cell">{children}</td>;
}
