import { Rubric } from "@/features/approvals/parts/rubric";
import { TemplatePage as Page } from "@/features/templates/template";

/** A template with the rubric by which answers to its questions are rated. */
export function TemplatePage({ id }: { id: string }) {
  return (
    <Page
      id={id}
      rubricOf={({ rubric, language, questionItems }) => (
        <Rubric rubric={rubric} language={language} questionItems={questionItems} />
      )}
    />
  );
}
