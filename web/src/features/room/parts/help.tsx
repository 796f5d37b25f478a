import { type Switch, useSwitch } from "@/shared/lib/preferences";
import { Button } from "@/shared/ui/button";
import { Dialog, DialogActions } from "@/shared/ui/dialog";
import { useRoomKind } from "../kind";
import { CheckCard } from "./check-card";

const SWITCHES: { name: Switch; label: string; hint: string }[] = [
  { name: "larger", label: "Larger text", hint: "Everything grows by a quarter." },
  { name: "still", label: "No motion", hint: "The line stands still." },
  { name: "quiet", label: "Do not read states aloud", hint: "For screen readers." },
  { name: "letterless", label: "No single keys", hint: "W, R, M and T do nothing by themselves." },
  { name: "timeless", label: "Hide the time", hint: "We still say when five minutes are left." },
];

/** How the page can be changed to suit. The choices stay on this device. */
export function Help({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const kind = useRoomKind();
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title="Help">
      <p className="text-text2">
        The computer asks one question after the other, and you type or speak. There is no trick
        question, and a pause costs you nothing. Where you speak, W is a moment to think, R repeats
        the question, M mutes you and T lets you type. {kind.help}
      </p>
      <div className="mt-4 grid gap-2">
        {SWITCHES.map((each) => (
          <HelpSwitch key={each.name} {...each} />
        ))}
      </div>
      <DialogActions>
        <Button look="primary" onClick={onClose}>
          Close
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function HelpSwitch({ name, label, hint }: { name: Switch; label: string; hint: string }) {
  const [isOn, setOn] = useSwitch(name);
  return <CheckCard label={label} hint={hint} isOn={isOn} onChange={setOn} />;
}
