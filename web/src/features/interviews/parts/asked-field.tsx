import type { ReactNode } from "react";
import { Field } from "@/shared/ui/field";
import type { Remarks } from "../new";

type Control = Parameters<Parameters<typeof Field>[0]["children"]>[0] & {
  "data-asked": true | undefined;
};

interface AskedFieldProps {
  /** The field's name in the request. */
  name: string;
  label: string;
  hint?: ReactNode;
  remarks: Remarks;
  children: (control: Control) => ReactNode;
}

/** A field with what is wrong with it, or with the question for what is missing. */
export function AskedField({ name, label, hint, remarks, children }: AskedFieldProps) {
  const remark = remarks.get(name);
  return (
    <Field label={label} hint={hint} error={remark?.text}>
      {(control) => children({ ...control, "data-asked": remark ? true : undefined })}
    </Field>
  );
}
