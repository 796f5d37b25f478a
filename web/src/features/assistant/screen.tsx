import { i18n } from "@lingui/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Send } from "lucide-react";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { asProblem } from "@/shared/api/problem";
import { nameOfAuthor } from "@/shared/lib/interview-words";
import { useArrival, useTitle } from "@/shared/lib/page";
import { Button } from "@/shared/ui/button";
import { inputLook } from "@/shared/ui/field";
import { Icon } from "@/shared/ui/icon";
import { Loaded } from "@/shared/ui/loaded";
import { Note } from "@/shared/ui/note";
import { type Conversation, type Message, type Reply, useAssistantApi } from "./calls";
import { CONVERSATIONS, Conversations } from "./conversations";
import { Offers } from "./offers";
import { STARTERS, shownAs } from "./phrases";
import { AssistantReply } from "./reply";

type ChatEntry = { by: "me"; id: string; text: string } | { by: "it"; id: string; reply: Reply };

interface AssistantProps {
  /** An earlier conversation to go on with. */
  conversationId?: string | undefined;
  newId?: () => string;
}

/** Ask, set up and understand practice. It says only what the service really returned. */
export function Assistant({ conversationId, newId = () => crypto.randomUUID() }: AssistantProps) {
  const calls = useAssistantApi();
  const queries = useQueryClient();
  const heading = useArrival("assistant");
  const earlier = useQuery({
    queryKey: ["conversation", conversationId],
    queryFn: () => calls.conversation(conversationId ?? ""),
    enabled: conversationId !== undefined,
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const [said, setSaid] = useState<ChatEntry[]>([]);
  const entries = earlier.data ? [...entriesOf(earlier.data), ...said] : said;
  const [text, setText] = useState("");
  const end = useRef<HTMLDivElement>(null);
  const latest = entries.findLast((one) => one.by === "it")?.reply;
  useTitle(`${i18n._("Assistant")} · Vivavoce`);

  const send = useMutation({
    mutationFn: (message: Message) => calls.say(message),
    onSuccess: (reply) => {
      setSaid((before) => [...before, { by: "it", id: reply.message_id, reply }]);
      return queries.invalidateQueries({ queryKey: CONVERSATIONS });
    },
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new message is scrolled to
  useEffect(() => {
    // What it returns is no clean-up: newer browsers give a promise.
    end.current?.scrollIntoView?.({ block: "nearest" });
  }, [entries.length, send.isError]);

  function say(words: string) {
    if (!words.trim() || send.isPending || (conversationId && !earlier.data)) return;
    const id = newId();
    setSaid((before) => [...before, { by: "me", id, text: words.trim() }]);
    setText("");
    send.mutate({
      text: words.trim(),
      conversationId: latest?.conversation_id ?? conversationId ?? null,
      clientMessageId: id,
    });
  }

  const submit = (event: FormEvent) => {
    event.preventDefault();
    say(text);
  };
  const again = () => {
    const mine = entries.findLast((one) => one.by === "me");
    if (mine) say(mine.text);
  };
  return (
    <div className="mx-auto flex max-w-[47.5rem] flex-col">
      <h1 ref={heading} tabIndex={-1}>
        {i18n._("Practice assistant")}
      </h1>
      <p className="mt-1.5 text-text2">
        {i18n._(
          "Set up, change and review practice interviews. The assistant reports only what Vivavoce returns.",
        )}
      </p>
      <Conversations openId={latest?.conversation_id ?? conversationId} />
      {conversationId && !earlier.data ? (
        <div className="mt-6">
          <Loaded of={earlier} what={i18n._("The conversation")}>
            {() => null}
          </Loaded>
        </div>
      ) : null}
      <div
        role="log"
        aria-label={i18n._("Conversation")}
        aria-live="polite"
        className="mt-6 grid gap-6"
      >
        {entries.map((one) =>
          one.by === "me" ? (
            <p
              key={one.id}
              className="ml-auto max-w-[85%] rounded-card rounded-br-chip bg-claysoft px-4 py-3 font-voice text-voice whitespace-pre-wrap"
            >
              <span className="sr-only">{i18n._("You:")} </span>
              {shownAs(one.text)}
            </p>
          ) : (
            <AssistantReply key={one.id} reply={one.reply}>
              {one.reply === latest && !send.isPending ? (
                <Offers offers={one.reply.actions} onSay={say} onAgain={again} />
              ) : null}
            </AssistantReply>
          ),
        )}
      </div>
      {send.isPending ? <p className="mt-4 text-text3">{i18n._("Working…")}</p> : null}
      {send.error ? (
        <div className="mt-6">
          <Note
            tone="amber"
            title={i18n._("The assistant did not respond.")}
            actions={
              <Button size="small" onClick={() => send.variables && send.mutate(send.variables)}>
                {i18n._("Try again")}
              </Button>
            }
          >
            {asProblem(send.error).body.detail ?? i18n._("No answer is available. Try again.")}
          </Note>
        </div>
      ) : null}
      <div ref={end} />
      <div className="mt-8 flex flex-wrap gap-2">
        {entries.length === 0 && !conversationId
          ? STARTERS.map(({ sent, shown }) => (
              <Button key={sent} size="small" onClick={() => say(sent)}>
                {shown()}
              </Button>
            ))
          : null}
      </div>
      <form onSubmit={submit} className="mt-3 flex gap-2.5">
        <textarea
          aria-label={i18n._("Ask a question or request a change")}
          placeholder={i18n._("Ask a question or request a change")}
          rows={2}
          maxLength={8000}
          className={inputLook}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
            event.preventDefault();
            say(text);
          }}
        />
        <Button
          look="primary"
          type="submit"
          aria-label={i18n._("Send")}
          aria-disabled={send.isPending || undefined}
          icon={<Icon of={Send} />}
        />
      </form>
      <p className="mt-2.5 text-small text-text3">
        {latest
          ? i18n._("Answered by {kind} {version}.", {
              kind: nameOfAuthor(latest.agent.kind),
              version: latest.agent.version,
            })
          : i18n._("Answered by built-in rules. No model is connected.")}
      </p>
    </div>
  );
}

/** A stored conversation as the page shows one; links in it were given out once. */
function entriesOf({ conversation_id, messages }: Conversation): ChatEntry[] {
  return messages.map((one) =>
    one.author === "person" || !one.agent
      ? { by: "me", id: one.message_id, text: one.text }
      : {
          by: "it",
          id: one.message_id,
          reply: {
            conversation_id,
            message_id: one.message_id,
            created_at: one.created_at,
            reply: one.text,
            structured: one.structured ?? {},
            actions: one.actions.filter(({ kind }) => !LINKS.has(kind)),
            tool_calls: one.tool_calls,
            agent: one.agent,
          },
        },
  );
}

/** Offers that were a link; it is not stored. */
const LINKS = new Set(["download", "upload"]);
