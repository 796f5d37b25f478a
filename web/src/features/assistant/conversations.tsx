import { i18n } from "@lingui/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Pencil, Trash2 } from "lucide-react";
import { type FormEvent, useState } from "react";
import { asProblem } from "@/shared/api/problem";
import { exactly } from "@/shared/lib/words";
import { Button, buttonLook } from "@/shared/ui/button";
import { ConfirmButton } from "@/shared/ui/confirm-button";
import { Field, inputLook } from "@/shared/ui/field";
import { Icon } from "@/shared/ui/icon";
import { Loaded } from "@/shared/ui/loaded";
import { Failure } from "@/shared/ui/states";
import { type ConversationHead, useAssistantApi } from "./calls";

export const CONVERSATIONS = ["conversations"];

const MOST_LETTERS = 60;

/** Earlier conversations, where there are any: open one and go on, rename it, or delete it. */
export function Conversations({ openId }: { openId: string | undefined }) {
  const calls = useAssistantApi();
  const conversations = useQuery({ queryKey: CONVERSATIONS, queryFn: calls.conversations });
  if (!conversations.error && !conversations.data?.conversations.length) return null;
  return (
    <details className="mt-4 border-y border-line">
      <summary className="min-h-11 cursor-pointer py-2.5 font-[550]">
        {i18n._("Earlier conversations")}
      </summary>
      <div className="pb-4">
        <Loaded of={conversations} what={i18n._("Your conversations")} rows={2}>
          {({ conversations: found }) => (
            <>
              {openId ? (
                <Link to="/assistant" className={buttonLook("outline", "small")}>
                  {i18n._("New conversation")}
                </Link>
              ) : null}
              <ul>
                {found.map((one) => (
                  <Row
                    key={one.conversation_id}
                    head={one}
                    isOpen={one.conversation_id === openId}
                  />
                ))}
              </ul>
            </>
          )}
        </Loaded>
      </div>
    </details>
  );
}

function Row({ head, isOpen }: { head: ConversationHead; isOpen: boolean }) {
  const [isRenamed, setRenamed] = useState(false);
  const calls = useAssistantApi();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: () => calls.deleteConversation(head.conversation_id),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: CONVERSATIONS });
      if (isOpen) await navigate({ to: "/assistant" });
    },
  });
  if (isRenamed) return <RenamedRow head={head} onEnd={() => setRenamed(false)} />;
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-3 border-b border-line py-2 last:border-0">
      <div className="min-w-0 flex-1">
        <Link
          to="/assistant"
          search={{ conversation: head.conversation_id }}
          aria-current={isOpen ? "true" : undefined}
          className="inline-block py-1 [overflow-wrap:anywhere] aria-[current=true]:font-[550]"
        >
          {head.title}
        </Link>
        <p className="text-small text-text3">
          {exactly(new Date(head.updated_at))} ·{" "}
          {i18n._("{count, plural, one {# message} other {# messages}}", {
            count: head.message_count,
          })}
        </p>
      </div>
      <Button
        look="quiet"
        size="small"
        aria-label={i18n._("Rename the conversation “{title}”", { title: head.title })}
        onClick={() => setRenamed(true)}
      >
        <Icon of={Pencil} small /> {i18n._("Rename")}
      </Button>
      <ConfirmButton
        look="quiet"
        size="small"
        aria-label={i18n._("Delete the conversation “{title}”", { title: head.title })}
        icon={<Icon of={Trash2} small />}
        busy={remove.isPending && i18n._("Deleting…")}
        question={i18n._("Delete this conversation?")}
        meaning={i18n._(
          "All its messages are deleted for good. Practice interviews that were set up in it stay.",
        )}
        keep={i18n._("Keep it")}
        confirm={i18n._("Delete for good")}
        onConfirm={() => remove.mutate()}
      >
        {i18n._("Delete")}
      </ConfirmButton>
      {remove.error ? (
        <div className="basis-full">
          <Failure
            problem={asProblem(remove.error)}
            what={i18n._("The conversation was not deleted.")}
          />
        </div>
      ) : null}
    </li>
  );
}

function RenamedRow({ head, onEnd }: { head: ConversationHead; onEnd: () => void }) {
  const [title, setTitle] = useState(head.title);
  const calls = useAssistantApi();
  const queries = useQueryClient();
  const rename = useMutation({
    mutationFn: () => calls.renameConversation(head.conversation_id, title.trim()),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: CONVERSATIONS });
      onEnd();
    },
  });
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (title.trim()) rename.mutate();
  };
  return (
    <li className="border-b border-line py-2 last:border-0">
      <form noValidate onSubmit={save} className="grid gap-2">
        <Field label={i18n._("Title")} error={title.trim() ? null : i18n._("Enter a title.")}>
          {(field) => (
            <input
              {...field}
              // biome-ignore lint/a11y/noAutofocus: the person has just asked for this field
              autoFocus
              autoComplete="off"
              maxLength={MOST_LETTERS}
              className={inputLook}
              value={title}
              onChange={(event) => setTitle(event.target.value)}
            />
          )}
        </Field>
        {rename.error ? (
          <Failure
            problem={asProblem(rename.error)}
            what={i18n._("The conversation was not renamed.")}
          />
        ) : null}
        <div className="flex flex-wrap gap-2.5">
          <Button size="small" type="submit" busy={rename.isPending && i18n._("Saving…")}>
            {i18n._("Save")}
          </Button>
          <Button look="quiet" size="small" onClick={onEnd}>
            {i18n._("Cancel")}
          </Button>
        </div>
      </form>
    </li>
  );
}
