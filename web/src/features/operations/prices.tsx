import { i18n } from "@lingui/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useRef, useState } from "react";
import { asProblem } from "@/shared/api/problem";
import type { Price } from "@/shared/api/types";
import { dateLocale } from "@/shared/i18n/language";
import { Button } from "@/shared/ui/button";
import { Icon } from "@/shared/ui/icon";
import { Loaded } from "@/shared/ui/loaded";
import { Note } from "@/shared/ui/note";
import { Empty } from "@/shared/ui/states";
import { useOperationsCalls } from "./calls";
import { OperatorPage } from "./operator-page";
import { PriceForm } from "./price-form";
import { priceWord, usageName } from "./words";

/** What usage of models and speech engines costs, from which day on. */
export function Prices() {
  const [isOpen, setOpen] = useState(false);
  const [repriced, setRepriced] = useState<number | null>(null);
  const button = useRef<HTMLDivElement>(null);
  const close = () => {
    setOpen(false);
    button.current?.querySelector("button")?.focus();
  };
  const calls = useOperationsCalls();
  const queries = useQueryClient();
  const set = useMutation({
    mutationFn: calls.setPrice,
    onSuccess: (list) => {
      queries.setQueryData(["operations", "prices"], list);
      setRepriced(list.repriced);
      close();
    },
  });
  const prices = useQuery({ queryKey: ["operations", "prices"], queryFn: calls.prices });
  return (
    <OperatorPage
      title={i18n._("Prices")}
      under={i18n._(
        "In dollars, for every organization. Usage since the day of a new price is priced again.",
      )}
      aside={
        <div ref={button}>
          <Button
            look={isOpen ? "outline" : "primary"}
            icon={<Icon of={Plus} small />}
            aria-expanded={isOpen}
            onClick={() => setOpen(true)}
          >
            {i18n._("Add a price")}
          </Button>
        </div>
      }
    >
      {isOpen ? (
        <PriceForm
          onClose={close}
          onSave={(price) => set.mutate(price)}
          isBusy={set.isPending}
          problem={set.error ? asProblem(set.error) : null}
        />
      ) : null}
      <div role="status" className="mb-5 empty:mb-0">
        {repriced === null ? null : (
          <Note
            tone="tide"
            title={i18n._(
              "The price is set. {repriced, plural, one {# usage record} other {# usage records}} priced again.",
              { repriced },
            )}
          />
        )}
      </div>
      <Loaded of={prices} what={i18n._("The prices")}>
        {({ data }) =>
          data.length === 0 ? (
            <Empty title={i18n._("No prices yet")}>
              {i18n._("Without prices, the cost of interviews is shown as unknown.")}
            </Empty>
          ) : (
            <ul className="border-t border-line">
              {data.map((price) => (
                <Row
                  key={`${price.provider} ${price.model} ${price.kind} ${price.validFrom}`}
                  price={price}
                />
              ))}
            </ul>
          )
        }
      </Loaded>
    </OperatorPage>
  );
}

function Row({ price }: { price: Price }) {
  const since = new Date(price.validFrom).toLocaleDateString(dateLocale(), { dateStyle: "medium" });
  return (
    <li className="flex flex-wrap items-baseline justify-between gap-x-4 border-b border-line py-3">
      <div className="min-w-0 [overflow-wrap:anywhere]">
        <p className="font-[550]">
          {price.provider} · {price.model === "*" ? i18n._("every model") : price.model}
        </p>
        <p className="text-small text-text3">
          {usageName(price.kind)} · {i18n._("from {since}", { since })}
        </p>
      </div>
      <p>{priceWord(price.dollars, price.per, price.kind)}</p>
    </li>
  );
}
