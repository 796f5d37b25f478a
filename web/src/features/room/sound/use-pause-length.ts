import { useEffect, useState } from "react";
import { store, stored } from "@/shared/lib/stored";
import type { RoomStatus } from "@/shared/ui/status-line";
import { KEYS } from "../keys";
import type { VoiceSession } from "./voice-session";

interface Now {
  isOn: boolean;
  roomStatus: RoomStatus;
}

export interface PauseLength {
  /** Whether it waits longer now, by choice or for a moment. */
  hasLongPauses: boolean;
  choose: (hasLongPauses: boolean) => void;
  forAMoment: () => void;
}

/** Longer silences: chosen for good, or lent with a moment to think and taken back after it. */
export function usePauseLength(voiceSession: VoiceSession, { isOn, roomStatus }: Now): PauseLength {
  const [isChosen, setChosen] = useState(false);
  // A reload in the middle of a moment must not lose that the patience was only lent.
  const [isLent, setLent] = useState(() => stored(KEYS.moment) === "on");
  const isBack = isOn && (roomStatus === "typing" || roomStatus === "thinking");
  useEffect(() => {
    if (!isLent || !isBack) return;
    store(KEYS.moment, null);
    setLent(false);
    if (!isChosen) voiceSession.send({ type: "PACE", pace: "normal" });
  }, [isLent, isBack, isChosen, voiceSession]);
  return {
    hasLongPauses: isChosen || isLent,
    choose: (hasLongPauses) => {
      setChosen(hasLongPauses);
      voiceSession.send({ type: "PACE", pace: hasLongPauses ? "thinking" : "normal" });
    },
    forAMoment: () => {
      store(KEYS.moment, "on");
      setLent(true);
      if (!isChosen) voiceSession.send({ type: "PACE", pace: "thinking" });
    },
  };
}
