import { useState } from "react";
import { ConsentBox } from "./consent-box";
import { type ConsentText, choiceAt, type RecordingKind, storeChoice } from "./offer";

interface RecordingChoiceProps {
  kind: RecordingKind;
  /** The invitation, or the practice session, to which the choice belongs. */
  token: string;
  offered: ConsentText | null;
}

/** What may be recorded, if it is offered; the room says the choice to the server. */
export function RecordingChoice({ kind, token, offered }: RecordingChoiceProps) {
  const [isOn, setOn] = useState(() => choiceAt(kind, token)?.isYes ?? false);
  if (!offered) return null;
  const choose = (isYes: boolean) => {
    setOn(isYes);
    storeChoice(kind, token, offered.version, isYes);
  };
  return <ConsentBox kind={kind} offered={offered} isOn={isOn} onChange={choose} />;
}
