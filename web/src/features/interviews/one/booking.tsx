import { i18n } from "@lingui/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { BookingOffer, Interview, NewBookingOffer } from "@/shared/api/types";
import { momentOf, timeZoneInUse } from "@/shared/lib/time-zone";
import { exactly } from "@/shared/lib/words";
import { Button } from "@/shared/ui/button";
import { ConfirmButton } from "@/shared/ui/confirm-button";
import { Dialog, DialogActions } from "@/shared/ui/dialog";
import { Field, inputLook } from "@/shared/ui/field";
import { TimeZoneField } from "@/shared/ui/time-zone-field";
import { type InterviewCalls, useInterviewCalls } from "../calls";
import { BusyHours, isBusyAt, useBusyTimes } from "./busy-hours";
import { faultOf, type Hours, WeeklyHours } from "./weekly-hours";

const DAY_MS = 86_400_000;

interface BookingProps {
  interview: Interview;
  run: (done: string, action: (calls: InterviewCalls) => Promise<unknown>) => void;
}

/** The times that the candidate can choose from, and what became of them. */
export function Booking({ interview, run }: BookingProps) {
  const calls = useInterviewCalls();
  const [isOpen, setOpen] = useState(false);
  const { id } = interview;
  const offered =
    useQuery({
      queryKey: ["interview", id, "booking-offer"],
      queryFn: () => calls.offeredTimes(id),
      retry: false,
    }).data ?? null;
  return (
    <>
      {offered ? (
        <p className="text-small text-text3">
          {i18n._("{count, plural, one {# time} other {# times}} of {hostEmail} can be booked.", {
            count: offered.freeTimes.length,
            hostEmail: offered.hostEmail,
          })}
        </p>
      ) : null}
      <Button aria-haspopup="dialog" onClick={() => setOpen(true)}>
        {offered ? i18n._("Change offered times") : i18n._("Offer times")}
      </Button>
      {offered ? (
        <ConfirmButton
          question={i18n._("Offer no more times?")}
          meaning={i18n._("The candidate can no longer choose. A booked time stays.")}
          keep={i18n._("Keep the offer")}
          confirm={i18n._("Withdraw the offer")}
          onConfirm={() => run(i18n._("The offer is withdrawn."), (to) => to.withdrawTimes(id))}
        >
          {i18n._("Withdraw offered times")}
        </ConfirmButton>
      ) : null}
      <Dialog
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        title={i18n._("Which times do you offer?")}
      >
        <OfferForm
          minutes={offered?.minutes ?? interview.durationMinutes ?? 30}
          before={offered}
          onClose={() => setOpen(false)}
          onOffer={(offer) => {
            run(i18n._("The times are offered on the candidate’s page."), (to) =>
              to.offerTimes(id, offer),
            );
            setOpen(false);
          }}
        />
      </Dialog>
    </>
  );
}

interface OfferFormProps {
  minutes: number;
  before: BookingOffer | null;
  onClose: () => void;
  onOffer: (offer: NewBookingOffer) => void;
}

function OfferForm({ minutes, before, onClose, onOffer }: OfferFormProps) {
  const [host, setHost] = useState(before?.hostEmail ?? "");
  const [length, setLength] = useState(String(minutes));
  const [weekly, setWeekly] = useState<Hours[]>(before?.weekly ?? []);
  const [zone, setZone] = useState(before?.timeZone ?? timeZoneInUse());
  const [first, setFirst] = useState(before?.firstDay ?? dayIn(1));
  const [last, setLast] = useState(before?.lastDay ?? dayIn(14));
  const [times, setTimes] = useState<string[]>(before?.times ?? []);
  const [time, setTime] = useState("");
  const [mayMove, setMayMove] = useState(before ? before.moveUntilHours !== null : true);
  const [error, setError] = useState<string | null>(null);
  const busy = useBusyTimes(host, first, last);
  function offer() {
    if (!host.includes("@")) return setError(i18n._("Enter the e-mail address of the host."));
    if (weekly.length === 0 && times.length === 0) {
      return setError(i18n._("Choose a day of the week, or add a time."));
    }
    const fault = faultOf(weekly);
    if (fault) return setError(fault);
    return onOffer({
      hostEmail: host.trim(),
      timeZone: zone,
      minutes: Number(length) || minutes,
      times,
      weekly,
      firstDay: first,
      lastDay: last,
      noticeHours: before?.noticeHours ?? 2,
      moveUntilHours: mayMove ? (before?.moveUntilHours ?? 2) : null,
    });
  }
  return (
    <div className="grid grid-cols-1 gap-4">
      <TextField label={i18n._("Host’s e-mail")} type="email" value={host} onChange={setHost} />
      <p className="text-small text-text3">
        {i18n._("The host gets the appointment. Two interviews of one host never overlap.")}
      </p>
      <TextField label={i18n._("Minutes")} type="number" value={length} onChange={setLength} />
      <WeeklyHours weekly={weekly} onWeekly={setWeekly} />
      <div className="grid grid-cols-1 gap-3 pad:grid-cols-2">
        <TextField label={i18n._("First day")} type="date" value={first} onChange={setFirst} />
        <TextField label={i18n._("Last day")} type="date" value={last} onChange={setLast} />
      </div>
      <TimeZoneField
        label={i18n._("Time zone")}
        hint={i18n._("The time zone of these hours. Candidates see the times in their own.")}
        value={zone}
        onChange={setZone}
      />
      <BusyHours of={busy} />
      <div className="flex flex-wrap items-end gap-2.5">
        <TextField
          label={i18n._("Or a single time")}
          type="datetime-local"
          value={time}
          onChange={setTime}
        />
        <Button
          onClick={() => {
            if (time) setTimes([...times, momentOf(time).toISOString()]);
            setTime("");
          }}
        >
          {i18n._("Add")}
        </Button>
      </div>
      {times.length > 0 ? (
        <ul>
          {times.map((each) => (
            <li key={each} className="flex items-center justify-between gap-2.5">
              <span>
                {exactly(new Date(each))}
                {isBusyAt(busy.data, new Date(each), Number(length) || minutes) ? (
                  <strong className="ml-2 font-[550] text-ambertext">
                    {i18n._("Busy, not offered")}
                  </strong>
                ) : null}
              </span>
              <Button
                look="quiet"
                size="small"
                aria-label={i18n._("Remove {time}", { time: exactly(new Date(each)) })}
                onClick={() => setTimes(times.filter((one) => one !== each))}
              >
                {i18n._("Remove")}
              </Button>
            </li>
          ))}
        </ul>
      ) : null}
      <label className="flex min-h-11 items-center gap-2">
        <input
          type="checkbox"
          checked={mayMove}
          onChange={(event) => setMayMove(event.target.checked)}
        />
        {i18n._("The candidate can move a booked time")}
      </label>
      {error ? (
        <p role="alert" className="font-[550] text-rosetext">
          {error}
        </p>
      ) : null}
      <DialogActions>
        <Button onClick={onClose}>{i18n._("Back")}</Button>
        <Button look="primary" onClick={offer}>
          {i18n._("Offer times")}
        </Button>
      </DialogActions>
    </div>
  );
}

interface TextFieldProps {
  label: string;
  type: string;
  value: string;
  onChange: (value: string) => void;
}

function TextField({ label, type, value, onChange }: TextFieldProps) {
  return (
    <Field label={label}>
      {(control) => (
        <input
          {...control}
          type={type}
          className={inputLook}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

const dayIn = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
