import { i18n } from "@lingui/core";
import { Columns3 } from "lucide-react";
import { buttonLook } from "@/shared/ui/button";
import { Icon } from "@/shared/ui/icon";
import { COLUMNS, type Column } from "../columns";

/** Which columns the table shows; on a phone rows are cards, and there is nothing to choose. */
export function ColumnChoice({
  columns,
  onChoose,
}: {
  columns: Column[];
  onChoose: (keys: string[]) => void;
}) {
  const keys = columns.map((column) => column.key);
  return (
    <details className="relative hidden desk:block">
      <summary className={`${buttonLook("quiet", "small")} list-none`}>
        <Icon of={Columns3} small /> {i18n._("Columns")}
      </summary>
      <fieldset className="floats absolute right-0 z-[4] mt-1 w-52 rounded-control border border-line bg-raised p-3">
        <legend className="sr-only">{i18n._("Columns of the table")}</legend>
        {COLUMNS.map((column) => (
          <label key={column.key} className="flex min-h-9 items-center gap-2.5">
            <input
              type="checkbox"
              checked={keys.includes(column.key)}
              onChange={(event) =>
                onChoose(
                  event.target.checked
                    ? [...keys, column.key]
                    : keys.filter((key) => key !== column.key),
                )
              }
            />
            {column.name}
          </label>
        ))}
      </fieldset>
    </details>
  );
}
