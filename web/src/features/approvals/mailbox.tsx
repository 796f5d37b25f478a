import { i18n } from "@lingui/core";
import { asProblem } from "@/shared/api/problem";
import { exactly } from "@/shared/lib/words";
import { Note } from "@/shared/ui/note";
import { PageHead } from "@/shared/ui/page-head";
import { Empty, Failure, Skeleton } from "@/shared/ui/states";
import { useMailbox } from "./queries";

/** The e-mails that were not sent, because no mail server is configured. */
export function Mailbox() {
  return (
    <>
      <PageHead
        trail={[i18n._("Local mailbox")]}
        title={i18n._("Local mailbox")}
        documentTitle={i18n._("Local mailbox")}
        under={i18n._(
          "No mail server is configured, so Vivavoce keeps e-mails here instead of sending them.",
        )}
      />
      <div className="mt-6 max-w-[48rem]">
        <Emails />
      </div>
    </>
  );
}

function Emails() {
  const mailbox = useMailbox();
  if (mailbox.data?.data.length === 0) {
    return (
      <Empty title={i18n._("No e-mails yet")}>
        {i18n._("New e-mails appear here automatically.")}
      </Empty>
    );
  }
  if (mailbox.data) {
    return (
      <ol className="border-t border-line">
        {mailbox.data.data.map((email) => (
          <li key={email.id} className="border-b border-line py-5">
            <h2 className="text-[1.0625rem]">{email.subject}</h2>
            <p className="text-small text-text3 [overflow-wrap:anywhere]">
              {i18n._("To {address}", { address: email.to })} ·{" "}
              <time dateTime={email.at}>{exactly(new Date(email.at))}</time>
            </p>
            <p className="mt-3 max-w-prose whitespace-pre-line [overflow-wrap:anywhere]">
              {email.text}
            </p>
          </li>
        ))}
      </ol>
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
