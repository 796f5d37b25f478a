import { i18n } from "@lingui/core";
import { Download } from "lucide-react";
import { useState } from "react";
import { asProblem, type Problem } from "@/shared/api/problem";
import { Button } from "./button";
import { Icon } from "./icon";
import { Failure } from "./states";

interface DownloadButtonProps {
  /** Returns CSV as text, or a file of another type. */
  read: () => Promise<string | Blob>;
  fileName: string;
  /** What to say when it fails: "The list was not exported." */
  failure: string;
  look?: "outline" | "quiet";
  children?: string;
}

/** Reads a file with the caller's token and saves it. */
export function DownloadButton({
  read,
  fileName,
  failure,
  look = "outline",
  children = i18n._("Export"),
}: DownloadButtonProps) {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  async function download() {
    setBusy(true);
    setProblem(null);
    try {
      const content = await read();
      const file =
        typeof content === "string" ? new Blob([content], { type: "text/csv" }) : content;
      const address = URL.createObjectURL(file);
      const link = document.createElement("a");
      link.href = address;
      link.download = fileName;
      link.click();
      URL.revokeObjectURL(address);
    } catch (error) {
      setProblem(asProblem(error));
    }
    setBusy(false);
  }

  return (
    <>
      <Button
        look={look}
        size="small"
        icon={<Icon of={Download} small />}
        busy={isBusy && i18n._("Exporting…")}
        onClick={download}
      >
        {children}
      </Button>
      {problem ? (
        <div className="basis-full">
          <Failure problem={problem} what={failure} />
        </div>
      ) : null}
    </>
  );
}
