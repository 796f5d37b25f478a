import { i18n } from "@lingui/core";
import { DownloadButton } from "@/shared/ui/download-button";
import { type ListQuery, useInterviewCalls } from "../calls";

/** Downloads the interviews that match the filters. */
export function ExportButton({ query, look }: { query: ListQuery; look?: "outline" | "quiet" }) {
  const calls = useInterviewCalls();
  return (
    <DownloadButton
      read={() => calls.exportCsv(query)}
      fileName="interviews.csv"
      failure={i18n._("The list was not exported.")}
      {...(look ? { look } : {})}
    />
  );
}
