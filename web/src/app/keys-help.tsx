import { i18n } from "@lingui/core";
import { useSwitch } from "@/shared/lib/preferences";
import { Button } from "@/shared/ui/button";
import { Dialog, DialogActions } from "@/shared/ui/dialog";

type Keys = [keys: string[], action: string][];

const groups = (): [where: string, keys: Keys][] => [
  [
    i18n._("Everywhere"),
    [
      [[i18n._("Ctrl K"), "⌘ K"], i18n._("Find a page, an interview, a candidate or a position")],
      [["?"], i18n._("Show this list")],
      [["G Q"], i18n._("Go to the queue")],
      [["G I"], i18n._("Go to the interviews")],
      [["G L"], i18n._("Go to the live interviews")],
      [["G C"], i18n._("Compare candidates, those of the position that is shown")],
      [["G N"], i18n._("Go to analytics")],
      [["/"], i18n._("Search on this page, or find anything")],
      [["U", i18n._("Ctrl Z"), "⌘ Z"], i18n._("Undo, for ten seconds")],
      [[i18n._("Esc")], i18n._("Close a dialog")],
    ],
  ],
  [
    i18n._("Queue and lists"),
    [
      [["J", "K", "↓", "↑"], i18n._("Next and previous row")],
      [[i18n._("Enter")], i18n._("Open")],
      [["C"], i18n._("Claim or release, in the queue")],
      [["X"], i18n._("Select or clear, in the interviews")],
    ],
  ],
  [
    i18n._("Position, rubric, template and practice review"),
    [
      [["J", "K"], i18n._("Next and previous part that opens")],
      [[i18n._("Enter")], i18n._("Open")],
      [[i18n._("Esc")], i18n._("Close the part")],
    ],
  ],
  [
    i18n._("Plan"),
    [
      [["A"], i18n._("Approve; you can undo it for ten seconds")],
      [["M"], i18n._("Write a change request")],
      [["J", "K", "↓", "↑"], i18n._("Next and previous change; in a first version, question")],
    ],
  ],
  [
    i18n._("Assessment"),
    [
      [["1", "2", "3", "4"], i18n._("Choose a decision")],
      [["M"], i18n._("Write the reason")],
      [["F"], i18n._("Next flag")],
      [["L"], i18n._("Listen to the focused quote, or open it in the replay")],
      [
        [i18n._("Ctrl Enter"), `⌘ ${i18n._("Enter")}`],
        i18n._("Decide; you can undo it for ten seconds"),
      ],
      [["J"], i18n._("Next person, after the decision")],
    ],
  ],
  [
    i18n._("Live"),
    [
      [["←", "→", "↑", "↓"], i18n._("Move between interviews")],
      [[i18n._("Enter")], i18n._("Observe")],
      [["N"], i18n._("Next interview that needs attention")],
    ],
  ],
  [
    i18n._("Replay"),
    [
      [[i18n._("Space")], i18n._("Play or pause")],
      [["←", "→"], i18n._("Ten seconds back or forward")],
      [[i18n._("Shift ←"), i18n._("Shift →")], i18n._("Previous or next turn")],
      [["F"], i18n._("Next flag")],
      [["<", ">"], i18n._("Slower or faster")],
    ],
  ],
];

/** The keys of the console, and the switch that turns the single keys off. */
export function KeysHelp({ onClose }: { onClose: () => void }) {
  const [isOff, setOff] = useSwitch("letterless");
  return (
    <Dialog isOpen onClose={onClose} title={i18n._("Keyboard shortcuts")}>
      {/* First, because it takes the focus: the list would else open at its end. */}
      <label className="flex min-h-11 items-center gap-3">
        <input
          type="checkbox"
          className="size-4.5"
          checked={isOff}
          onChange={(event) => setOff(event.target.checked)}
        />
        {i18n._("Turn off shortcuts without Ctrl or ⌘, on this device")}
      </label>
      {groups().map(([where, keys]) => (
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
      <DialogActions>
        <Button look="primary" onClick={onClose}>
          {i18n._("Close")}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
