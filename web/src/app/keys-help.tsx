import { useSwitch } from "@/shared/lib/preferences";
import { Button } from "@/shared/ui/button";
import { Dialog, DialogActions } from "@/shared/ui/dialog";

type Keys = [keys: string[], action: string][];

const GROUPS: Record<string, Keys> = {
  Everywhere: [
    [["Ctrl K", "⌘ K"], "Find a page, an interview, a candidate or a position"],
    [["?"], "Show this list"],
    [["G Q"], "Go to the queue"],
    [["G I"], "Go to the interviews"],
    [["G L"], "Go to the live interviews"],
    [["G N"], "Go to analytics"],
    [["Esc"], "Close a dialog"],
  ],
  "Queue and lists": [
    [["J", "K"], "Next and previous in the queue"],
    [["Enter"], "Open"],
    [["/"], "Search the interviews"],
  ],
  Plan: [
    [["A"], "Approve; you can undo it for ten seconds"],
    [["M"], "Write a change request"],
  ],
  Assessment: [
    [["1", "2", "3", "4"], "Choose a decision"],
    [["M"], "Write the reason"],
    [["Ctrl Enter", "⌘ Enter"], "Decide; you can undo it for ten seconds"],
    [["U"], "Undo"],
    [["J"], "Next person, after the decision"],
  ],
  Live: [[["N"], "Next interview that needs attention"]],
  Replay: [
    [["Space"], "Play or pause"],
    [["←", "→"], "Ten seconds back or forward"],
    [["Shift ←", "Shift →"], "Previous or next turn"],
    [["F"], "Next flag"],
    [["<", ">"], "Slower or faster"],
  ],
};

/** The keys of the console, and the switch that turns the single keys off. */
export function KeysHelp({ onClose }: { onClose: () => void }) {
  const [isOff, setOff] = useSwitch("letterless");
  return (
    <Dialog isOpen onClose={onClose} title="Keyboard shortcuts">
      {Object.entries(GROUPS).map(([where, keys]) => (
        <section key={where} className="mt-4">
          <h3 className="text-small text-text3">{where}</h3>
          <dl className="mt-1 grid grid-cols-[7.5rem_minmax(0,1fr)] items-start gap-x-3 gap-y-1">
            {keys.map(([pressed, action]) => (
              <div key={action} className="contents">
                <dt className="flex flex-wrap items-start gap-1">
                  {pressed.map((each) => (
                    <kbd
                      key={each}
                      className="rounded-chip border border-line bg-sunken px-1.5 font-mono text-small"
                    >
                      {each}
                    </kbd>
                  ))}
                </dt>
                <dd>{action}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      <label className="mt-5 flex min-h-11 items-center gap-3">
        <input
          type="checkbox"
          className="size-4.5"
          checked={isOff}
          onChange={(event) => setOff(event.target.checked)}
        />
        Turn off shortcuts without Ctrl or ⌘, on this device
      </label>
      <DialogActions>
        <Button look="primary" onClick={onClose}>
          Close
        </Button>
      </DialogActions>
    </Dialog>
  );
}
