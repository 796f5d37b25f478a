import { Button } from "@/shared/ui/button";
import { Dialog, DialogActions } from "@/shared/ui/dialog";

export type Irreversible = "skip" | "finish";

const WORDS: Record<Irreversible, { title: string; text: string; keep: string; sure: string }> = {
  skip: {
    title: "Leave this question out?",
    text: "The next one comes, and you cannot go back. Whoever reads your answers sees that you left it out, not why.",
    keep: "Keep the question",
    sure: "Leave it out",
  },
  finish: {
    title: "Finish the interview now?",
    text: "What you said so far is read as it is. Questions that were not asked are not held against you.",
    keep: "Go on",
    sure: "Finish now",
  },
};

interface AskFirstProps {
  what: Irreversible | null;
  onKeep: () => void;
  onSure: () => void;
}

/** What cannot be taken back is said before it happens. */
export function AskFirst({ what, onKeep, onSure }: AskFirstProps) {
  if (!what) return null;
  const words = WORDS[what];
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
