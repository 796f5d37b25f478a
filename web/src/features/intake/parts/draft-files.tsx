import { i18n } from "@lingui/core";
import { Copy } from "lucide-react";
import { useState } from "react";
import { copyText } from "@/shared/lib/clipboard";
import { Button } from "@/shared/ui/button";
import { DownloadButton } from "@/shared/ui/download-button";
import { Icon } from "@/shared/ui/icon";
import { useIntakeApi } from "../calls";
import { FILE_FORMATS } from "../drafts";
import type { Draft } from "../shapes";

interface DraftFilesProps {
  intakeId: string;
  draft: Draft;
}

/** Copy a draft, or save it as a file. */
export function DraftFiles({ intakeId, draft }: DraftFilesProps) {
  const calls = useIntakeApi();
  const [copied, setCopied] = useState<"yes" | "failed" | null>(null);
  const { kind, version } = draft;
  async function copy() {
    setCopied((await copyText(draft.content ?? "")) ? "yes" : "failed");
  }
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Button look="quiet" size="small" icon={<Icon of={Copy} small />} onClick={copy}>
        {i18n._("Copy")}
      </Button>
      {FILE_FORMATS.map(({ format, name, extension }) => (
        <DownloadButton
          key={format}
          look="quiet"
          read={() => calls.file(intakeId, kind, version, format)}
          fileName={`${kind.replaceAll("_", "-")}-v${version}.${extension}`}
          failure={i18n._("The draft was not downloaded.")}
        >
          {name}
        </DownloadButton>
      ))}
      <span role="status" className="text-small text-text2">
        {copied === "yes"
          ? i18n._("Copied.")
          : copied === "failed"
            ? i18n._("Not copied. Select the text instead.")
            : ""}
      </span>
    </div>
  );
}
