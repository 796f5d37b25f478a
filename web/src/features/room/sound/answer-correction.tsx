import { i18n } from "@lingui/core";
import { useState } from "react";
import { Button } from "@/shared/ui/button";
import { Dialog, DialogActions } from "@/shared/ui/dialog";
import { Field, inputLook } from "@/shared/ui/field";
import { LinkButton } from "../parts/link-button";
import type { RoomSession, TranscriptEntry } from "../session";
import type { Voice } from "./voice";
import type { VoiceSession } from "./voice-session";

interface AnswerCorrectionProps {
  session: RoomSession;
  voice: Voice;
  voiceSession: VoiceSession;
}

/** The last answer that was taken as it was heard, and the way to put it right. */
export function AnswerCorrection({ session, voice, voiceSession }: AnswerCorrectionProps) {
  const [opened, setOpened] = useState<TranscriptEntry | null>(null);
  const last = session.said.findLast((said) => said.role === "candidate");
  if (!last || last.turn === null || last.isTyped) return null;
  if (voice.answers !== "spoken" && !last.isDraft) return null;
  return (
    <div className="mt-5 text-center text-small text-text2">
      <p>
        {i18n._("Your answer:")} <span className="font-voice text-[1.1em]">“{last.text}”</span>
      </p>
      <LinkButton onClick={() => setOpened(last)}>{i18n._("Correct the text")}</LinkButton>
      {opened ? (
        <Correction said={opened} voiceSession={voiceSession} onClose={() => setOpened(null)} />
      ) : null}
    </div>
  );
}

interface CorrectionProps {
  said: TranscriptEntry;
  voiceSession: VoiceSession;
  onClose: () => void;
}

function Correction({ said, voiceSession, onClose }: CorrectionProps) {
  const [text, setText] = useState(said.text);
  const [error, setError] = useState<string | null>(null);
  const save = () => {
    const words = text.trim();
    if (!words) setError(i18n._("Enter what you said, or cancel."));
    else if (
      said.turn === null ||
      voiceSession.send({ type: "CORRECT", turn: said.turn, text: words })
    ) {
      onClose();
    } else
      setError(
        i18n._("You are disconnected. Your text is kept. Save it when you are connected again."),
      );
  };
  return (
    <Dialog isOpen onClose={onClose} title={i18n._("Correct the transcript")}>
      <div className="text-left">
        <Field label={i18n._("Your answer")} hint={i18n._("Correct any errors.")} error={error}>
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
        <Button onClick={onClose}>{i18n._("Cancel")}</Button>
        <Button look="primary" onClick={save}>
          {i18n._("Save answer")}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
