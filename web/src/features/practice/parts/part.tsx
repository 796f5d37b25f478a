import type { ReactNode } from "react";

/** One part of the article. */
export function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="mt-11">
      <h2>{title}</h2>
      {children}
    </section>
  );
}
