import { i18n } from "@lingui/core";
import { CircleCheck, CircleSlash, ClockAlert } from "lucide-react";
import { useState } from "react";
import { asProblem } from "@/shared/api/problem";
import type { ApiKey, IssuedApiKey } from "@/shared/api/types";
import { dateLocale } from "@/shared/i18n/language";
import { permissionName } from "@/shared/lib/permissions";
import { dayOf, exactly } from "@/shared/lib/words";
import { Button } from "@/shared/ui/button";
import { ChoiceList } from "@/shared/ui/choice-list";
import { ConfirmButton } from "@/shared/ui/confirm-button";
import { Dialog, DialogActions } from "@/shared/ui/dialog";
import { Failure } from "@/shared/ui/states";
import { Status } from "@/shared/ui/status";
import { TestMark } from "@/shared/ui/test-mark";
import { useChange } from "../queries";
import { type KeyState, keyState } from "../words";

const overlaps = () => [
  {
    value: "24",
    name: i18n._("Works for another 24 hours"),
    under: i18n._("Time to give the new key to your program."),
  },
  { value: "1", name: i18n._("Works for another hour") },
  { value: "168", name: i18n._("Works for another 7 days") },
  {
    value: "0",
    name: i18n._("Ends at once"),
    under: i18n._("If the old key may be in the wrong hands."),
  },
];

interface KeyRowProps {
  apiKey: ApiKey;
  now: Date;
  onIssued: (key: IssuedApiKey) => void;
}

/** One key: what it may do, when it was last used, and what can be done with it. */
export function KeyRow({ apiKey, now, onIssued }: KeyRowProps) {
  const [isRotating, setRotating] = useState(false);
  const revoke = useChange((calls, id: string) => calls.revokeKey(id));
  const state = keyState(apiKey, now);
  const isOver = state === "revoked" || state === "expired";
  return (
    <li className="border-b border-line py-3.5">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <div className="min-w-0 [overflow-wrap:anywhere]">
          <p className="font-[550]">
            {apiKey.name} <code className="ml-1 font-normal text-text3">{apiKey.prefix}…</code>{" "}
            {apiKey.mode === "test" ? <TestMark /> : null}
          </p>
          <p className="mt-0.5 text-small">
            <StateOf apiKey={apiKey} state={state} />
          </p>
          <p className="text-small text-text3">
            {apiKey.lastUsedAt
              ? i18n._("Last used on {at}", { at: exactly(new Date(apiKey.lastUsedAt)) })
              : i18n._("Never used")}
            {" · "}
            {i18n._("created on {day}", { day: dayOf(new Date(apiKey.createdAt)) })}
          </p>
          <Permissions of={apiKey.permissions} />
        </div>
        {isOver ? null : (
          <div className="flex flex-wrap gap-2">
            <Button
              size="small"
              aria-haspopup="dialog"
              aria-label={i18n._("Rotate: {name} {prefix}", {
                name: apiKey.name,
                prefix: apiKey.prefix,
              })}
              onClick={() => setRotating(true)}
            >
              {i18n._("Rotate")}
            </Button>
            <ConfirmButton
              size="small"
              aria-label={i18n._("Revoke: {name} {prefix}", {
                name: apiKey.name,
                prefix: apiKey.prefix,
              })}
              question={i18n._("Revoke “{name}”?", { name: apiKey.name })}
              meaning={i18n._(
                "Programs with this key are refused from now on. This cannot be undone.",
              )}
              keep={i18n._("Keep it")}
              confirm={i18n._("Revoke")}
              busy={revoke.isPending && i18n._("Revoking…")}
              onConfirm={() => revoke.mutate(apiKey.id)}
            >
              {i18n._("Revoke")}
            </ConfirmButton>
          </div>
        )}
      </div>
      {revoke.error ? (
        <div className="mt-2">
          <Failure problem={asProblem(revoke.error)} what={i18n._("The key was not revoked.")} />
        </div>
      ) : null}
      {isRotating ? (
        <Rotate apiKey={apiKey} onIssued={onIssued} onClose={() => setRotating(false)} />
      ) : null}
    </li>
  );
}

/** Few permissions are named at once; many are folded. */
function Permissions({ of }: { of: string[] }) {
  if (of.length <= 3) {
    return <p className="text-small text-text3">{of.map(permissionName).join(" · ")}</p>;
  }
  return (
    <details className="text-small">
      <summary className="w-fit py-2.5 text-text2 desk:py-1.5">
        {i18n._("{permissions, plural, one {# permission} other {# permissions}}", {
          permissions: of.length,
        })}
      </summary>
      <ul className="list-disc pl-5 text-text2">
        {of.map((permission) => (
          <li key={permission}>{permissionName(permission)}</li>
        ))}
      </ul>
    </details>
  );
}

function StateOf({ apiKey, state }: { apiKey: ApiKey; state: KeyState }) {
  const ends = apiKey.expiresAt ? new Date(apiKey.expiresAt) : null;
  if (apiKey.revokedAt) {
    return (
      <Status icon={CircleSlash}>
        {i18n._("Revoked on {day}", { day: dayOf(new Date(apiKey.revokedAt)) })}
      </Status>
    );
  }
  if (!ends) return <Status icon={CircleCheck}>{i18n._("Does not expire")}</Status>;
  if (state === "expired")
    return <Status icon={CircleSlash}>{i18n._("Expired on {day}", { day: dayOf(ends) })}</Status>;
  if (state === "ending") {
    return (
      <Status icon={ClockAlert} tone="amber">
        {i18n._("Works until {at}", { at: exactly(ends) })}
      </Status>
    );
  }
  return (
    <Status icon={CircleCheck}>
      {i18n._("Expires on {day}", {
        day: ends.toLocaleDateString(dateLocale(), { dateStyle: "long" }),
      })}
    </Status>
  );
}

interface RotateProps {
  apiKey: ApiKey;
  onIssued: (key: IssuedApiKey) => void;
  onClose: () => void;
}

function Rotate({ apiKey, onIssued, onClose }: RotateProps) {
  const [hours, setHours] = useState("24");
  const rotate = useChange(async (calls, given: number) => {
    const issued = await calls.rotateKey(apiKey.id, given);
    onClose();
    onIssued(issued);
  });
  return (
    <Dialog isOpen onClose={onClose} title={i18n._("Rotate “{name}”", { name: apiKey.name })}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          rotate.mutate(Number(hours));
        }}
      >
        <p className="mb-4 text-text2">
          {i18n._("You get a new key with the same name, mode, permissions and lifetime.")}
        </p>
        <ChoiceList
          legend={i18n._("The old key")}
          value={hours}
          options={overlaps()}
          onChange={setHours}
        />
        {rotate.error ? (
          <div className="mt-3">
            <Failure problem={asProblem(rotate.error)} what={i18n._("The key was not rotated.")} />
          </div>
        ) : null}
        <DialogActions>
          <Button onClick={onClose}>{i18n._("Cancel")}</Button>
          <Button look="primary" type="submit" busy={rotate.isPending && i18n._("Rotating…")}>
            {i18n._("Rotate key")}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
