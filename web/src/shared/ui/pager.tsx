import { i18n } from "@lingui/core";
import { dateLocale } from "@/shared/i18n/language";
import { Button } from "./button";

interface PagerProps {
  page: number;
  pageSize: number;
  total: number;
  onPage: (page: number) => void;
}

/** Which rows these are, and the ways back and forth; nothing where all rows are on one page. */
export function Pager({ page, pageSize, total, onPage }: PagerProps) {
  if (total <= pageSize && page === 1) return null;
  const first = Math.min((page - 1) * pageSize + 1, total);
  const last = Math.min(page * pageSize, total);
  const count = (value: number) => value.toLocaleString(dateLocale());
  return (
    <nav aria-label={i18n._("Pages")} className="mt-4 flex flex-wrap items-center gap-2.5">
      <p role="status" className="mr-auto text-small text-text3">
        {i18n._("{first} to {last} of {total}", {
          first: count(first),
          last: count(last),
          total: count(total),
        })}
      </p>
      <Button
        size="small"
        aria-disabled={page === 1 ? true : undefined}
        onClick={() => onPage(page - 1)}
      >
        {i18n._("Previous")}
      </Button>
      <Button
        size="small"
        aria-disabled={last >= total ? true : undefined}
        onClick={() => onPage(page + 1)}
      >
        {i18n._("Next")}
      </Button>
    </nav>
  );
}
