import { i18n } from "@lingui/core";
import { Button } from "@/shared/ui/button";
import { Dialog, DialogActions } from "@/shared/ui/dialog";
import { type RoomKind, useRoomKind } from "../kind";

export type Irreversible = "skip" | "finish";

interface Words {
  title: string;
  text: string;
  keep: string;
  sure: string;
}

/** What ending now would lose. */
export interface AtStake {
  hasAnswered: boolean;
  /** There are words in the field that were not sent. */
  hasUnsent: boolean;
}

function wordsOf({ askFirst }: RoomKind, atStake: AtStake): Record<Irreversible, Words> {
  return {
    skip: {
      title: i18n._("Skip this question?"),
      text: i18n._("You cannot come back to it. {skip}", { skip: askFirst.skip }),
      keep: i18n._("Keep question"),
      sure: i18n._("Skip question"),
    },
    finish: {
      title: askFirst.finishTitle,
      text: [
        ...(atStake.hasUnsent ? [i18n._("The answer in the field has not been sent.")] : []),
        atStake.hasAnswered
          ? i18n._("Your answers so far are kept. {finish}", { finish: askFirst.finish })
          : askFirst.finishUnanswered,
      ].join(" "),
      keep: i18n._("Keep going"),
      sure: i18n._("End now"),
    },
  };
}

interface AskFirstProps {
  what: Irreversible | null;
  atStake: AtStake;
  onKeep: () => void;
  onSure: () => void;
}

/** What cannot be taken back is said before it happens. */
export function AskFirst({ what, atStake, onKeep, onSure }: AskFirstProps) {
  const kind = useRoomKind();
  if (!what) return null;
  const words = wordsOf(kind, atStake)[what];
  return (
    <Dialog isOpen onClose={onKeep} title={words.title}>
      <p className="text-text2">{words.text}</p>
      <DialogActions>
        <Button onClick={onKeep}>{words.keep}</Button>
        <Button look="danger" onClick={onSure}>
          {words.sure}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
