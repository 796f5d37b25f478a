import { useState } from "react";
import { Button } from "@/shared/ui/button";
import { Dialog, DialogActions } from "@/shared/ui/dialog";
import { Field, inputLook } from "@/shared/ui/field";
import { LinkButton } from "../parts/link-button";
import type { Said, Talk } from "../talk";
import type { Desk } from "./desk";
import type { Voice } from "./voice";

interface MisheardProps {
  talk: Talk;
  voice: Voice;
  desk: Desk;
}

/** The last answer that was taken as it was heard, and the way to put it right. */
export function Misheard({ talk, voice, desk }: MisheardProps) {
  const [opened, setOpened] = useState<Said | null>(null);
  const last = talk.said.findLast((said) => said.role === "candidate");
  if (!last || last.turn === null || last.isTyped) return null;
  if (voice.answers !== "spoken" && !last.isDraft) return null;
  return (
    <div className="mt-5 text-center text-small text-text2">
      <p>
        We heard: <span className="font-voice text-[1.1em]">“{last.text}”</span>
      </p>
      <LinkButton onClick={() => setOpened(last)}>Put it right</LinkButton>
      {opened ? <Correction said={opened} desk={desk} onClose={() => setOpened(null)} /> : null}
    </div>
  );
}

interface CorrectionProps {
  said: Said;
  desk: Desk;
  onClose: () => void;
}

function Correction({ said, desk, onClose }: CorrectionProps) {
  const [text, setText] = useState(said.text);
  const [error, setError] = useState<string | null>(null);
  const save = () => {
    const words = text.trim();
    if (!words) setError("There is nothing to save. Type what you said, or leave it.");
    else if (said.turn === null || desk.send({ type: "CORRECT", turn: said.turn, text: words })) {
      onClose();
    } else setError("The line is lost just now. Your words stay here; save them when it is back.");
  };
  return (
    <Dialog isOpen onClose={onClose} title="What did you say?">
      <div className="text-left">
        <Field label="Your answer" hint="Change what we got wrong." error={error}>
          {(control) => (
            <textarea
              {...control}
              rows={5}
              value={text}
              onChange={(event) => setText(event.target.value)}
              className={`${inputLook} font-voice text-voice`}
            />
          )}
        </Field>
      </div>
      <DialogActions>
        <Button onClick={onClose}>Leave it</Button>
        <Button look="primary" onClick={save}>
          Save my words
        </Button>
      </DialogActions>
    </Dialog>
  );
}
