import { Download } from "lucide-react";
import type { CandidateData } from "@/shared/api/types";
import { Button } from "@/shared/ui/button";
import { ConfirmButton } from "@/shared/ui/confirm-button";
import { Icon } from "@/shared/ui/icon";
import type { PartProps } from "./own-page";
import { readableCopy } from "./readable-copy";
import { Section } from "./section";
import { useAction } from "./use-action";
import { words } from "./words";

/** A copy to keep, to read or for programs, and the end of all of it. */
export function MyData(props: PartProps & { onErased: () => void }) {
  const { token, page, calls, onErased } = props;
  const { data, notSaved } = words;
  const copy = useAction();
  const erasing = useAction();
  const download = (name: string, type: string, write: (data: CandidateData) => string) =>
    void copy.run(async () => saveAs(name, type, write(await calls.data(token))));
  return (
    <Section
      title={data.heading}
      intro={data.intro}
      problem={copy.problem ?? erasing.problem}
      failed={notSaved}
    >
      <div className="flex flex-wrap gap-3">
        <Button
          size="large"
          icon={<Icon of={Download} />}
          busy={copy.isBusy && data.preparing}
          onClick={() => download("my-data.txt", "text/plain", readableCopy)}
        >
          {data.text}
        </Button>
        <Button
          size="large"
          icon={<Icon of={Download} />}
          busy={copy.isBusy && data.preparing}
          onClick={() =>
            download("my-data.json", "application/json", (found) => JSON.stringify(found, null, 2))
          }
        >
          {data.json}
        </Button>
      </div>
      <div>
        <ConfirmButton
          size="large"
          look="danger"
          busy={erasing.isBusy && data.deleting}
          question={data.question}
          meaning={data.meaning(page.companyName)}
          keep={data.keep}
          confirm={data.confirm}
          onConfirm={() =>
            void erasing.run(async () => {
              await calls.erase(token);
              onErased();
            })
          }
        >
          {data.erase}
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
