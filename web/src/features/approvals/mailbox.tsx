import { i18n } from "@lingui/core";
import { useDeferredValue, useState } from "react";
import { asProblem } from "@/shared/api/problem";
import type { MailPage } from "@/shared/api/types";
import { exactly } from "@/shared/lib/words";
import { Field, inputLook } from "@/shared/ui/field";
import { Note } from "@/shared/ui/note";
import { PageHead } from "@/shared/ui/page-head";
import { Pager } from "@/shared/ui/pager";
import { Empty, Failure, Skeleton } from "@/shared/ui/states";
import type { MailboxSearch } from "./mailbox-search";
import { useMailbox } from "./queries";

interface MailboxProps {
  search: MailboxSearch;
  onSearch: (search: MailboxSearch) => void;
}

/** The e-mails that were not sent, because no mail server is configured. */
export function Mailbox(props: MailboxProps) {
  return (
    <>
      <PageHead
        root={{ to: "/settings", name: i18n._("Settings") }}
        trail={[i18n._("Local mailbox")]}
        title={i18n._("Local mailbox")}
        documentTitle={i18n._("Local mailbox")}
        under={i18n._(
          "No mail server is configured, so Vivavoce keeps e-mails here instead of sending them.",
        )}
      />
      <div className="mt-6 max-w-[48rem]">
        <Emails {...props} />
      </div>
    </>
  );
}

function Emails({ search, onSearch }: MailboxProps) {
  const page = search.page ?? 1;
  const [words, setWords] = useState(search.words ?? "");
  const mailbox = useMailbox(useDeferredValue(words), page);
  if (mailbox.data) {
    const { data, total, limit } = mailbox.data;
    if (total === 0 && !words) {
      return (
        <Empty title={i18n._("No e-mails yet")}>
          {i18n._("New e-mails appear here automatically.")}
        </Empty>
      );
    }
    return (
      <>
        <search className="block max-w-96">
          <Field label={i18n._("Find in address, subject and text")}>
            {(control) => (
              <input
                {...control}
                type="search"
                autoComplete="off"
                maxLength={200}
                className={inputLook}
                value={words}
                onChange={({ target: { value } }) => {
                  setWords(value);
                  onSearch(value ? { words: value } : {});
                }}
              />
            )}
          </Field>
        </search>
        <p role="status" className="mt-4 text-small text-text3">
          {total === 0
            ? i18n._("No e-mail has these words.")
            : i18n._("{total, plural, one {# e-mail} other {# e-mails}}", { total })}
        </p>
        <ol className="mt-2 border-t border-line empty:hidden">
          {data.map((email, place) => (
            <Email key={email.id} email={email} isFirst={place === 0 && page === 1} />
          ))}
        </ol>
        <Pager
          page={page}
          pageSize={limit}
          total={total}
          onPage={(next) => onSearch({ ...search, page: next })}
        />
      </>
    );
  }
  if (!mailbox.error) return <Skeleton rows={3} label={i18n._("Loading the mailbox")} />;
  const problem = asProblem(mailbox.error);
  if (problem.status === 404) {
    return (
      <Note title={i18n._("There is no local mailbox.")}>
        {i18n._("This installation sends e-mails through a mail server.")}
      </Note>
    );
  }
  return (
    <Failure
      problem={problem}
      what={i18n._("The mailbox did not load.")}
      onRetry={() => mailbox.refetch()}
    />
  );
}

interface EmailProps {
  email: MailPage["data"][number];
  isFirst: boolean;
}

/** Only the newest e-mail is open when it comes; it stays open when a newer one follows. */
function Email({ email, isFirst }: EmailProps) {
  const [isOpen] = useState(isFirst);
  return (
    <li className="border-b border-line">
      <details open={isOpen}>
        <summary className="min-h-11 py-3">
          <h2 className="inline text-[1.0625rem]">{email.subject}</h2>
          <span className="block text-small text-text3 [overflow-wrap:anywhere]">
            {i18n._("To {address}", { address: email.to })} ·{" "}
            <time dateTime={email.at}>{exactly(new Date(email.at))}</time>
          </span>
        </summary>
        <p className="max-w-prose pb-5 whitespace-pre-line [overflow-wrap:anywhere]">
          {email.text}
        </p>
      </details>
    </li>
  );
}
