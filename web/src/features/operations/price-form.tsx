import { i18n } from "@lingui/core";
import { useEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import type { Problem } from "@/shared/api/problem";
import type { PriceEntry } from "@/shared/api/types";
import { dateLocale } from "@/shared/i18n/language";
import { Button } from "@/shared/ui/button";
import { Field, inputLook } from "@/shared/ui/field";
import { Failure } from "@/shared/ui/states";
import { listUsageKinds, type PriceDraft, priceOf, refusedPrice } from "./words";

interface PriceFormProps {
  onClose: () => void;
  onSave: (price: PriceEntry) => void;
  isBusy: boolean;
  problem: Problem | null;
}

const UNITS = ["1", "60", "1000", "1000000"];

/** One price: of whose usage, how much for how many units, and from which day on. */
export function PriceForm({ onClose, onSave, isBusy, problem }: PriceFormProps) {
  const [draft, setDraft] = useState<PriceDraft>({
    provider: "",
    model: "*",
    kind: "llm_in",
    dollars: "",
    per: "1000000",
    day: new Date().toISOString().slice(0, 10),
  });
  const [isTried, setTried] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector("input")?.focus(), []);
  const refused = isTried ? refusedPrice(draft) : {};
  const set = (change: Partial<PriceDraft>) => setDraft({ ...draft, ...change });

  function submit() {
    flushSync(() => setTried(true));
    if (Object.keys(refusedPrice(draft)).length === 0) return onSave(priceOf(draft));
    form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }

  const input = (name: "provider" | "model" | "dollars", label: string, hint: string) => (
    <Field label={label} hint={hint} error={refused[name]}>
      {(control) => (
        <input
          {...control}
          autoComplete="off"
          maxLength={200}
          inputMode={name === "dollars" ? "decimal" : undefined}
          className={inputLook}
          value={draft[name]}
          onChange={(event) => set({ [name]: event.target.value })}
        />
      )}
    </Field>
  );
  return (
    <section className="mb-7 rounded-card border border-line bg-surface p-5">
      <h2>{i18n._("New price")}</h2>
      <form
        ref={form}
        noValidate
        className="mt-4 grid max-w-[34rem] gap-4.5"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {input(
          "provider",
          i18n._("Provider"),
          i18n._("The host of its API, such as api.openai.com."),
        )}
        {input("model", i18n._("Model"), i18n._("An asterisk (*) stands for every model."))}
        <Field label={i18n._("Kind of usage")}>
          {(control) => (
            <select
              {...control}
              className={`${inputLook} min-h-11`}
              value={draft.kind}
              onChange={(event) => set({ kind: event.target.value })}
            >
              {listUsageKinds().map(([kind, name]) => (
                <option key={kind} value={kind}>
                  {name}
                </option>
              ))}
            </select>
          )}
        </Field>
        <div className="grid gap-4.5 pad:grid-cols-2">
          {input("dollars", i18n._("Price in dollars"), i18n._("Such as 0.15."))}
          <Field
            label={i18n._("For how many units")}
            hint={i18n._("Tokens, seconds of speech, or characters.")}
          >
            {(control) => (
              <select
                {...control}
                className={`${inputLook} min-h-11`}
                value={draft.per}
                onChange={(event) => set({ per: event.target.value })}
              >
                {UNITS.map((units) => (
                  <option key={units} value={units}>
                    {Number(units).toLocaleString(dateLocale())}
                  </option>
                ))}
              </select>
            )}
          </Field>
        </div>
        <Field
          label={i18n._("From")}
          hint={i18n._("The start of that day, in UTC.")}
          error={refused.day}
        >
          {(control) => (
            <input
              {...control}
              type="date"
              className={`${inputLook} min-h-11`}
              value={draft.day}
              onChange={(event) => set({ day: event.target.value })}
            />
          )}
        </Field>
        {problem ? <Failure problem={problem} what={i18n._("The price was not set.")} /> : null}
        <div className="flex flex-wrap gap-2.5">
          <Button look="primary" type="submit" busy={isBusy && i18n._("Saving…")}>
            {i18n._("Set the price")}
          </Button>
          <Button onClick={onClose}>{i18n._("Cancel")}</Button>
        </div>
      </form>
    </section>
  );
}
