import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Trash2 } from "lucide-react";
import { asProblem } from "@/shared/api/problem";
import { count, exactly } from "@/shared/lib/words";
import { buttonLook } from "@/shared/ui/button";
import { ConfirmButton } from "@/shared/ui/confirm-button";
import { Icon } from "@/shared/ui/icon";
import { Loaded } from "@/shared/ui/loaded";
import { Failure } from "@/shared/ui/states";
import { type ConversationHead, useAssistantApi } from "./calls";

export const CONVERSATIONS = ["conversations"];

/** Earlier conversations: open one and go on, or delete it. */
export function Conversations({ openId }: { openId: string | undefined }) {
  const calls = useAssistantApi();
  const conversations = useQuery({ queryKey: CONVERSATIONS, queryFn: calls.conversations });
  return (
    <details className="mt-4 border-y border-line">
      <summary className="min-h-11 cursor-pointer py-2.5 font-[550]">Earlier conversations</summary>
      <div className="pb-4">
        <Loaded of={conversations} what="Your conversations" rows={2}>
          {({ conversations: found }) =>
            found.length === 0 ? (
              <p className="text-text2">There are none yet.</p>
            ) : (
              <>
                {openId ? (
                  <Link to="/assistant" className={buttonLook("outline", "small")}>
                    New conversation
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
            )
          }
        </Loaded>
      </div>
    </details>
  );
}

function Row({ head, isOpen }: { head: ConversationHead; isOpen: boolean }) {
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
          {exactly(new Date(head.updated_at))} · {count(head.message_count, "message")}
        </p>
      </div>
      <ConfirmButton
        look="quiet"
        size="small"
        aria-label={`Delete the conversation “${head.title}”`}
        icon={<Icon of={Trash2} small />}
        busy={remove.isPending && "Deleting…"}
        question="Delete this conversation?"
        meaning="All its messages are deleted for good. Practice interviews that were set up in it stay."
        keep="Keep it"
        confirm="Delete for good"
        onConfirm={() => remove.mutate()}
      >
        Delete
      </ConfirmButton>
      {remove.error ? (
        <div className="basis-full">
          <Failure problem={asProblem(remove.error)} what="The conversation was not deleted." />
        </div>
      ) : null}
    </li>
  );
}
