import { Download } from "lucide-react";
import { useState } from "react";
import { asProblem, type Problem } from "@/shared/api/problem";
import { Button } from "@/shared/ui/button";
import { Icon } from "@/shared/ui/icon";
import { Failure } from "@/shared/ui/states";
import { type ListQuery, useInterviewCalls } from "../calls";

/** Downloads the interviews that match the filters. */
export function ExportButton({
  query,
  look = "outline",
  children = "Export",
}: {
  query: ListQuery;
  look?: "outline" | "quiet";
  children?: string;
}) {
  const calls = useInterviewCalls();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  async function download() {
    setBusy(true);
    setProblem(null);
    try {
      const address = URL.createObjectURL(
        new Blob([await calls.exportCsv(query)], { type: "text/csv" }),
      );
      const link = document.createElement("a");
      link.href = address;
      link.download = "interviews.csv";
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
        busy={isBusy && "Exporting…"}
        onClick={download}
      >
        {children}
      </Button>
      {problem ? (
        <div className="basis-full">
          <Failure problem={problem} what="The list was not exported." />
        </div>
      ) : null}
    </>
  );
}
