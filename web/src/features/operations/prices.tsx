import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useRef, useState } from "react";
import { asProblem } from "@/shared/api/problem";
import type { Price } from "@/shared/api/types";
import { count } from "@/shared/lib/words";
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
      title="Prices"
      under="In dollars, for every organization. Usage since the day of a new price is priced again."
      aside={
        <div ref={button}>
          <Button
            look={isOpen ? "outline" : "primary"}
            icon={<Icon of={Plus} small />}
            aria-expanded={isOpen}
            onClick={() => setOpen(true)}
          >
            Add a price
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
            title={`The price is set. ${count(repriced, "usage record")} priced again.`}
          />
        )}
      </div>
      <Loaded of={prices} what="The prices">
        {({ data }) =>
          data.length === 0 ? (
            <Empty title="No prices yet">
              Without prices, the cost of interviews is shown as unknown.
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
  const since = new Date(price.validFrom).toLocaleDateString(undefined, { dateStyle: "medium" });
  return (
    <li className="flex flex-wrap items-baseline justify-between gap-x-4 border-b border-line py-3">
      <div className="min-w-0 [overflow-wrap:anywhere]">
        <p className="font-[550]">
          {price.provider} · {price.model === "*" ? "every model" : price.model}
        </p>
        <p className="text-small text-text3">
          {usageName(price.kind)} · from {since}
        </p>
      </div>
      <p>{priceWord(price.dollars, price.per, price.kind)}</p>
    </li>
  );
}
