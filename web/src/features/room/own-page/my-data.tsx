import { i18n } from "@lingui/core";
import { Download } from "lucide-react";
import type { CandidateData } from "@/shared/api/types";
import { Button } from "@/shared/ui/button";
import { ConfirmButton } from "@/shared/ui/confirm-button";
import { Icon } from "@/shared/ui/icon";
import type { PartProps } from "./own-page";
import { readableCopy } from "./readable-copy";
import { Section } from "./section";
import { useAction } from "./use-action";

/** A copy to keep, to read or for programs, and the end of all of it. */
export function MyData(props: PartProps & { onErased: () => void }) {
  const { token, page, calls, onErased } = props;
  const copy = useAction();
  const erasing = useAction();
  const download = (name: string, type: string, write: (data: CandidateData) => string) =>
    void copy.run(async () => saveAs(name, type, write(await calls.data(token))));
  return (
    <Section
      title={i18n._("My data")}
      intro={i18n._("You can download a copy of your data, or delete it.")}
      problem={copy.problem ?? erasing.problem}
    >
      <div className="flex flex-wrap gap-3">
        <Button
          size="large"
          icon={<Icon of={Download} />}
          busy={copy.isBusy && i18n._("Preparing…")}
          onClick={() => download("my-data.txt", "text/plain", readableCopy)}
        >
          {i18n._("Download as text")}
        </Button>
        <Button
          size="large"
          icon={<Icon of={Download} />}
          busy={copy.isBusy && i18n._("Preparing…")}
          onClick={() =>
            download("my-data.json", "application/json", (found) => JSON.stringify(found, null, 2))
          }
        >
          {i18n._("Download as JSON")}
        </Button>
      </div>
      <div>
        <ConfirmButton
          size="large"
          look="danger"
          busy={erasing.isBusy && i18n._("Deleting…")}
          question={i18n._("Delete all your data?")}
          meaning={i18n._(
            "Your name, contact details, résumé, answers and recordings are deleted at once and cannot be restored. If your application is still open, it ends. {company} keeps the dates, scores and outcome of the interview and the stars of your feedback, without your name, to show that it treats people equally. Backups can hold a copy for some time.",
            { company: page.companyName },
          )}
          keep={i18n._("Keep my data")}
          confirm={i18n._("Delete everything")}
          onConfirm={() =>
            void erasing.run(async () => {
              await calls.erase(token);
              onErased();
            })
          }
        >
          {i18n._("Delete my data")}
        </ConfirmButton>
      </div>
    </Section>
  );
}

function saveAs(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // Some browsers read the file only after the click.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
