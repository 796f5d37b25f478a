import { i18n } from "@lingui/core";
import type { ChangePreview } from "@/shared/api/types";
import { Button } from "@/shared/ui/button";
import { Note } from "@/shared/ui/note";

interface ChangePreviewNoteProps {
  preview: ChangePreview;
  version: number;
  busy: boolean;
  onMake: () => void;
  onChangeWords: () => void;
}

/** How a change request was understood, before anything is made of it. */
export function ChangePreviewNote(props: ChangePreviewNoteProps) {
  const { preview, version, busy, onMake, onChangeWords } = props;
  const isPartly = preview.notUnderstood.length > 0 || preview.rejectedParts.length > 0;
  return (
    <section
      role="status"
      aria-label={i18n._("How the request was understood")}
      className="grid gap-3"
    >
      {preview.changes.length > 0 ? (
        <div>
          <h3>{i18n._("Changes in version {version}", { version })}</h3>
          <ul className="mt-1 grid list-disc gap-1 pl-5 text-small">
            {preview.changes.map((change) => (
              <li key={change} className="[overflow-wrap:anywhere]">
                {change}
              </li>
            ))}
          </ul>
        </div>
      ) : null}
      {isPartly ? (
        <Note tone="amber" title={i18n._("Part of the request cannot be followed.")}>
          {[
            ...preview.notUnderstood.map((words) =>
              i18n._("“{words}” was not understood.", { words }),
            ),
            ...preview.rejectedParts,
          ].join(" ")}
        </Note>
      ) : null}
      <div className="flex flex-wrap gap-2.5">
        <Button look="primary" size="small" busy={busy && i18n._("Sending…")} onClick={onMake}>
          {i18n._("Make version {version}", { version })}
        </Button>
        <Button size="small" onClick={onChangeWords}>
          {i18n._("Change the request")}
        </Button>
      </div>
    </section>
  );
}

/** Whether there is something to read before a change request is sent. */
export function isWorthReading({ isReadByModel, notUnderstood, rejectedParts }: ChangePreview) {
  return !isReadByModel || notUnderstood.length > 0 || rejectedParts.length > 0;
}
