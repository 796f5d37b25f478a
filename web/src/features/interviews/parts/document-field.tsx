import { i18n } from "@lingui/core";
import { FileUp } from "lucide-react";
import { type DragEvent, useRef, useState } from "react";
import { asProblem, type Problem } from "@/shared/api/problem";
import { Button } from "@/shared/ui/button";
import { inputLook } from "@/shared/ui/field";
import { Icon } from "@/shared/ui/icon";
import { Failure } from "@/shared/ui/states";
import { useInterviewCalls } from "../calls";
import type { Remarks } from "../new";
import { AskedField } from "./asked-field";

interface DocumentFieldProps {
  name: string;
  label: string;
  hint: string;
  rows: number;
  remarks: Remarks;
  value: string;
  onChange: (text: string) => void;
  /** Reads a file to its text; without it, the text is taken as it stands. */
  read?: (file: File) => Promise<string>;
}

/** A long text: typed, pasted, or read from a file that is dropped on it or chosen. */
export function DocumentField({
  name,
  label,
  hint,
  rows,
  remarks,
  value,
  onChange,
  read: readFile,
}: DocumentFieldProps) {
  const calls = useInterviewCalls();
  const chooser = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  const readText = async (file: File) => (await calls.readDocument(file)).text;

  async function read(file: File | undefined) {
    if (!file) return;
    setBusy(true);
    setProblem(null);
    try {
      onChange(await (readFile ?? readText)(file));
    } catch (error) {
      setProblem(asProblem(error));
    }
    setBusy(false);
  }

  function drop(event: DragEvent) {
    if (event.dataTransfer.files.length === 0) return;
    event.preventDefault();
    setOver(false);
    void read(event.dataTransfer.files[0]);
  }

  return (
    <AskedField name={name} label={label} hint={hint} remarks={remarks}>
      {(control) => (
        <div className="grid gap-2.5">
          <textarea
            {...control}
            rows={rows}
            className={`${inputLook} ${isOver ? "bg-tidesoft" : ""}`}
            value={value}
            onChange={(event) => onChange(event.target.value)}
            onDragOver={(event) => {
              if (!event.dataTransfer.types.includes("Files")) return;
              event.preventDefault();
              setOver(true);
            }}
            onDragLeave={() => setOver(false)}
            onDrop={drop}
          />
          <div>
            <input
              ref={chooser}
              type="file"
              hidden
              tabIndex={-1}
              aria-label={i18n._("{label} file", { label })}
              accept=".pdf,.docx,.txt,.md"
              onChange={(event) => {
                void read(event.target.files?.[0]);
                event.target.value = "";
              }}
            />
            <Button
              size="small"
              icon={<Icon of={FileUp} small />}
              busy={isBusy && i18n._("Reading the file…")}
              onClick={() => chooser.current?.click()}
            >
              {i18n._("Choose a file")}
            </Button>
          </div>
          {problem ? <Failure problem={problem} what={i18n._("The file was not read.")} /> : null}
        </div>
      )}
    </AskedField>
  );
}
