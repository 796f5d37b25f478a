import { i18n } from "@lingui/core";
import { useHeadingTakesFocus } from "@/shared/lib/page";
import { Loaded } from "@/shared/ui/loaded";
import { Pager } from "@/shared/ui/pager";
import { Empty } from "@/shared/ui/states";
import { Entry } from "./audit/entry";
import { AuditFilters } from "./audit/filters";
import { type AuditSearch, auditQueryOf } from "./audit/search";
import { PAGE_SIZE } from "./calls";
import { SettingsPage } from "./parts/settings-page";
import { useAuditLog } from "./queries";

interface AuditLogProps {
  search: AuditSearch;
  onSearch: (search: AuditSearch) => void;
}

/** Who did what in the organization, and when. */
export function AuditLog(props: AuditLogProps) {
  return (
    <SettingsPage
      title={i18n._("Audit log")}
      needs="tenant:update"
      under={i18n._(
        "This log lists what people, API keys and applications did in your organization, newest first. Entries cannot be changed.",
      )}
    >
      <AuditFilters {...props} />
      <Entries {...props} />
    </SettingsPage>
  );
}

function Entries({ search, onSearch }: AuditLogProps) {
  const page = search.page ?? 1;
  const found = useAuditLog(auditQueryOf(search), page);
  const box = useHeadingTakesFocus<HTMLElement>();
  return (
    <section ref={box} className="mt-6">
      <h2 className="sr-only">{i18n._("Entries")}</h2>
      <Loaded of={found} what={i18n._("The entries")} rows={6}>
        {({ data, total }) => (
          <>
            <p role="status" className="text-small text-text3">
              {total > 0
                ? i18n._("{total, plural, one {# entry} other {# entries}}", { total })
                : ""}
            </p>
            {total === 0 ? (
              <Empty title={i18n._("No entry fits")}>
                {i18n._("Nothing of this kind was done in this period.")}
              </Empty>
            ) : (
              <ul className="mt-2 border-t border-line">
                {data.map((entry) => (
                  <Entry key={entry.id} entry={entry} onSearch={onSearch} />
                ))}
              </ul>
            )}
            <Pager
              page={page}
              pageSize={PAGE_SIZE}
              total={total}
              onPage={(next) => onSearch({ ...search, page: next })}
            />
          </>
        )}
      </Loaded>
    </section>
  );
}
