import { i18n } from "@lingui/core";
import { sendKeys } from "@/shared/lib/keys";
import { type Switch, useSwitch } from "@/shared/lib/preferences";
import { Button } from "@/shared/ui/button";
import { Dialog, DialogActions } from "@/shared/ui/dialog";
import { useRoomKind } from "../kind";
import { isTouch } from "../phone/use-phone";
import { CheckCard } from "./check-card";

const SWITCHES: { name: Switch; label: string; hint: string }[] = [
  {
    name: "larger",
    get label() {
      return i18n._("Larger text");
    },
    get hint() {
      return i18n._("Increases the text size by 25%.");
    },
  },
  {
    name: "still",
    get label() {
      return i18n._("Reduce motion");
    },
    get hint() {
      return i18n._("Stops animations.");
    },
  },
  {
    name: "quiet",
    get label() {
      return i18n._("Do not announce status changes");
    },
    get hint() {
      return i18n._("For screen reader users.");
    },
  },
  {
    name: "letterless",
    get label() {
      return i18n._("Turn off keyboard shortcuts");
    },
    get hint() {
      return i18n._("The keys W, R, M and T do nothing.");
    },
  },
  {
    name: "timeless",
    get label() {
      return i18n._("Hide the time");
    },
    get hint() {
      return i18n._("A message still appears when five minutes are left.");
    },
  },
];

/** How the page can be changed to suit. The choices stay on this device. */
export function Help({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const kind = useRoomKind();
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={i18n._("Help")}>
      <div className="grid gap-2.5 text-text2">
        <p>
          {i18n._(
            "The computer asks one question at a time, and you type or speak your answer. There are no trick questions, and pauses are not held against you. {help}",
            { help: kind.help },
          )}
        </p>
        {isTouch() ? null : (
          <p>
            {i18n._(
              "In the answer field, {keys} sends your answer. When you speak, press W to pause, R to repeat the question, M to mute yourself and T to type.",
              { keys: sendKeys() },
            )}
          </p>
        )}
      </div>
      <div className="mt-4 grid gap-2">
        {SWITCHES.map((each) => (
          <HelpSwitch key={each.name} {...each} />
        ))}
      </div>
      <DialogActions>
        <Button look="primary" onClick={onClose}>
          {i18n._("Close")}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function HelpSwitch({ name, label, hint }: { name: Switch; label: string; hint: string }) {
  const [isOn, setOn] = useSwitch(name);
  return <CheckCard label={label} hint={hint} isOn={isOn} onChange={setOn} />;
}
