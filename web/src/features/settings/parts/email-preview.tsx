import { i18n } from "@lingui/core";
import type { UseQueryResult } from "@tanstack/react-query";
import { useState } from "react";
import type { EmailPreview as Preview } from "@/shared/api/types";
import { ChoiceList } from "@/shared/ui/choice-list";
import { Loaded } from "@/shared/ui/loaded";
import { Note } from "@/shared/ui/note";

const shapes = () => [
  { value: "html", name: i18n._("As most people see it") },
  { value: "text", name: i18n._("As plain text") },
];

interface EmailPreviewProps {
  language: string;
  preview: UseQueryResult<Preview>;
  /** The text as it stands cannot be used; the last one that could is shown. */
  isRefused: boolean;
}

/** The e-mail to a made-up candidate. Its HTML is shown apart from the page, without scripts. */
export function EmailPreview({ language, preview, isRefused }: EmailPreviewProps) {
  const [shape, setShape] = useState("html");
  const [last, setLast] = useState(preview.data);
  if (preview.data && preview.data !== last) setLast(preview.data);
  const shown = isRefused ? last : preview.data;
  return (
    <section aria-labelledby="preview" className="min-w-0 self-start wide:sticky wide:top-6">
      <h2 id="preview">{i18n._("Preview")}</h2>
      <p className="text-small text-text3">
        {i18n._("For a made-up candidate. The links lead nowhere.")}
      </p>
      <div className="mt-3 grid gap-4">
        <ChoiceList legend={i18n._("Show")} options={shapes()} value={shape} onChange={setShape} />
        {isRefused ? (
          <Note
            tone="amber"
            title={
              last
                ? i18n._("This is the last text without a fault.")
                : i18n._("There is no preview until the text is corrected.")
            }
          />
        ) : null}
        {shown ? <Shown language={language} preview={shown} shape={shape} /> : null}
        {shown || isRefused ? null : (
          <Loaded of={preview} what={i18n._("The preview")} rows={6}>
            {() => null}
          </Loaded>
        )}
      </div>
    </section>
  );
}

interface ShownProps {
  language: string;
  preview: Preview;
  shape: string;
}

function Shown({ language, preview: { subject, text, html }, shape }: ShownProps) {
  return (
    <figure className="overflow-hidden rounded-card border border-line">
      <figcaption
        lang={language}
        className="border-b border-line bg-sunken px-4 py-3 font-[550] [overflow-wrap:anywhere]"
      >
        {subject}
      </figcaption>
      {shape === "html" ? (
        <iframe
          title={i18n._("Preview: {subject}", { subject })}
          sandbox=""
          srcDoc={html}
          className="block h-[38rem] w-full bg-[#fff] focus:-outline-offset-3 focus:[outline:3px_solid_var(--focus)]"
        />
      ) : (
        <p lang={language} className="p-4 whitespace-pre-line [overflow-wrap:anywhere]">
          {text}
        </p>
      )}
    </figure>
  );
}
