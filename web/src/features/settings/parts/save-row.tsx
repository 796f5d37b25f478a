import { i18n } from "@lingui/core";
import { Button } from "@/shared/ui/button";

interface SaveRowProps {
  /** Without it, `forbidden` says who may change this. */
  mayChange: boolean;
  forbidden: string;
  isChanged: boolean;
  /** False while what is written cannot be saved. */
  isValid?: boolean;
  isSaving: boolean;
  /** The label of the button, and the one while it is saved. */
  save?: string;
  saving?: string;
  onDiscard: () => void;
}

/** The lower edge of a form of settings: save or discard the changes. */
export function SaveRow({ mayChange, forbidden, isChanged, isValid = true, ...row }: SaveRowProps) {
  if (!mayChange) return <p className="mt-6 text-text3">{forbidden}</p>;
  const canSave = isChanged && isValid;
  return (
    <div className="mt-6 flex flex-wrap items-center gap-2.5">
      <Button
        look={canSave ? "primary" : "outline"}
        type="submit"
        aria-disabled={canSave ? undefined : true}
        busy={row.isSaving && (row.saving ?? i18n._("Saving…"))}
      >
        {row.save ?? i18n._("Save changes")}
      </Button>
      {isChanged ? (
        <Button look="quiet" onClick={row.onDiscard}>
          {i18n._("Discard changes")}
        </Button>
      ) : (
        <p className="text-small text-text3">{i18n._("No unsaved changes")}</p>
      )}
    </div>
  );
}
