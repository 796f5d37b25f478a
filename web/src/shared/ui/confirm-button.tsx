import { type ComponentProps, type ReactNode, useState } from "react";
import { Button } from "./button";
import { Dialog, DialogActions } from "./dialog";

interface ConfirmButtonProps extends Omit<ComponentProps<typeof Button>, "onClick"> {
  /** What will happen, as a question. */
  question: string;
  /** What it means, and what cannot be taken back. */
  meaning: ReactNode;
  keep: string;
  confirm: string;
  confirmLook?: "primary" | "danger";
  onConfirm: () => void;
}

/** A button for what cannot be taken back: it says what it means and asks, the safe choice first. */
export function ConfirmButton(props: ConfirmButtonProps) {
  const { question, meaning, keep, confirm, confirmLook, onConfirm, ...button } = props;
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <Button {...button} aria-haspopup="dialog" onClick={() => setAsking(true)} />
      <Dialog isOpen={isAsking} onClose={() => setAsking(false)} title={question}>
        <p className="text-left text-text2">{meaning}</p>
        <DialogActions>
          <Button onClick={() => setAsking(false)}>{keep}</Button>
          <Button
            look={confirmLook ?? "danger"}
            onClick={() => {
              setAsking(false);
              onConfirm();
            }}
          >
            {confirm}
          </Button>
        </DialogActions>
      </Dialog>
    </>
  );
}
