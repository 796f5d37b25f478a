import { i18n } from "@lingui/core";
import type { TranscriptSpan } from "./transcript-section";

interface TurnLinkProps extends TranscriptSpan {
  onShow: (span: TranscriptSpan) => void;
}

/** Leads to the words in the transcript. */
export function TurnLink({ turn, start, end, onShow }: TurnLinkProps) {
  return (
    <button
      type="button"
      className="min-h-11 text-tidetext underline underline-offset-3 desk:min-h-6"
      onClick={() => onShow({ turn, start, end })}
    >
      {i18n._("Turn {turn}", { turn })}
    </button>
  );
}
