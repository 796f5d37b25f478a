import { useEffect, useState } from "react";
import { store, stored } from "@/shared/lib/stored";
import type { Breath } from "@/shared/ui/breath-line";
import { KEYS } from "../keys";
import type { Desk } from "./desk";

interface Now {
  isOn: boolean;
  breath: Breath;
}

export interface Patience {
  /** Whether it waits longer now, by choice or for a moment. */
  isPatient: boolean;
  choose: (isPatient: boolean) => void;
  forAMoment: () => void;
}

/** Longer silences: chosen for good, or lent with a moment to think and taken back after it. */
export function usePatience(desk: Desk, { isOn, breath }: Now): Patience {
  const [isChosen, setChosen] = useState(false);
  // A reload in the middle of a moment must not lose that the patience was only lent.
  const [isLent, setLent] = useState(() => stored(KEYS.moment) === "on");
  const isBack = isOn && (breath === "typing" || breath === "thinking");
  useEffect(() => {
    if (!isLent || !isBack) return;
    store(KEYS.moment, null);
    setLent(false);
    if (!isChosen) desk.send({ type: "PACE", pace: "normal" });
  }, [isLent, isBack, isChosen, desk]);
  return {
    isPatient: isChosen || isLent,
    choose: (isPatient) => {
      setChosen(isPatient);
      desk.send({ type: "PACE", pace: isPatient ? "thinking" : "normal" });
    },
    forAMoment: () => {
      store(KEYS.moment, "on");
      setLent(true);
      if (!isChosen) desk.send({ type: "PACE", pace: "thinking" });
    },
  };
}
