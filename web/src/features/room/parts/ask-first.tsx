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

function wordsOf({ askFirst }: RoomKind): Record<Irreversible, Words> {
  return {
    skip: {
      title: i18n._("Skip this question?"),
      text: i18n._("You cannot come back to it. {skip}", { skip: askFirst.skip }),
      keep: i18n._("Keep question"),
      sure: i18n._("Skip question"),
    },
    finish: {
      title: askFirst.finishTitle,
      text: i18n._("Your answers so far are kept. {finish}", { finish: askFirst.finish }),
      keep: i18n._("Keep going"),
      sure: i18n._("End now"),
    },
  };
}

interface AskFirstProps {
  what: Irreversible | null;
  onKeep: () => void;
  onSure: () => void;
}

/** What cannot be taken back is said before it happens. */
export function AskFirst({ what, onKeep, onSure }: AskFirstProps) {
  const kind = useRoomKind();
  if (!what) return null;
  const words = wordsOf(kind)[what];
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
