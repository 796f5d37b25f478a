import { i18n } from "@lingui/core";
import { useMutation } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { asProblem } from "@/shared/api/problem";
import { Button, buttonLook } from "@/shared/ui/button";
import { Failure } from "@/shared/ui/states";
import { type Offer, useAssistantApi } from "./calls";
import { answerTo, UPLOADED } from "./phrases";

const WEBM = "video/webm";

interface OffersProps {
  offers: Offer[];
  onSay: (words: string) => void;
  /** Say the last message again. */
  onAgain: () => void;
}

/** What can be done after a reply; an offer that leads nowhere from here is no button. */
export function Offers({ offers, onSay, onAgain }: OffersProps) {
  const first = offers.find((offer) => offer.kind === "approve") ?? offers[0];
  return (
    <div className="mt-3 flex flex-wrap items-start gap-2">
      {offers.map((offer) => (
        <OneOffer
          key={`${offer.kind} ${offer.label}`}
          offer={offer}
          look={offer === first && LEADS.has(offer.kind) ? "primary" : "outline"}
          onSay={onSay}
          onAgain={onAgain}
        />
      ))}
    </div>
  );
}

const LEADS = new Set(["approve", "start", "preview"]);

interface OneOfferProps {
  offer: Offer;
  look: "primary" | "outline";
  onSay: (words: string) => void;
  onAgain: () => void;
}

function OneOffer({ offer, look, onSay, onAgain }: OneOfferProps) {
  const classes = buttonLook(look, "small");
  const sessionId = offer.session_id ?? "";
  switch (offer.kind) {
    case "start":
      return <Enter offer={offer} look={look} />;
    case "retry_review":
      return <RetryReview offer={offer} />;
    case "upload":
      return <Upload offer={offer} onSay={onSay} />;
    case "open_review":
      return (
        <Link to="/practice/$sessionId/review" params={{ sessionId }} className={classes}>
          {offer.label}
        </Link>
      );
    case "open_leaderboard":
      return (
        <Link to="/practice/leaderboard" className={classes}>
          {offer.label}
        </Link>
      );
    case "practice_assignment":
      return (
        <Link
          to="/practice"
          search={{
            assignment: wordOf(offer, "assignment_id"),
            role: offer.label.replace(/^[^:]+: /, ""),
          }}
          className={classes}
        >
          {offer.label}
        </Link>
      );
    case "download":
      return (
        <a href={wordOf(offer, "url")} className={classes} target="_blank" rel="noreferrer">
          {offer.label}
        </a>
      );
    case "retry":
      return (
        <Button size="small" onClick={onAgain}>
          {offer.label}
        </Button>
      );
    default: {
      const words = answerTo(offer.kind);
      if (!words) return null;
      return (
        <Button look={look} size="small" onClick={() => onSay(words)}>
          {offer.label}
        </Button>
      );
    }
  }
}

/** A draft is approved before its room is opened; what was approved already just opens. */
function Enter({ offer, look }: { offer: Offer; look: "primary" | "outline" }) {
  const calls = useAssistantApi();
  const navigate = useNavigate();
  const sessionId = offer.session_id ?? "";
  const enter = useMutation({
    mutationFn: () => calls.makeReady(sessionId),
    onSuccess: () => navigate({ to: "/practice/$sessionId", params: { sessionId } }),
  });
  return (
    <>
      <Button
        look={look}
        size="small"
        busy={enter.isPending && i18n._("Opening…")}
        onClick={() => enter.mutate()}
      >
        {offer.label}
      </Button>
      {enter.error ? (
        <div className="w-full">
          <Failure
            problem={asProblem(enter.error)}
            what={i18n._("The practice interview did not start.")}
          />
        </div>
      ) : null}
    </>
  );
}

function RetryReview({ offer }: { offer: Offer }) {
  const calls = useAssistantApi();
  const sessionId = offer.session_id ?? "";
  const retry = useMutation({ mutationFn: () => calls.retryReview(sessionId) });
  if (retry.isSuccess) {
    return (
      <Link
        to="/practice/$sessionId/review"
        params={{ sessionId }}
        className={buttonLook("outline", "small")}
      >
        {i18n._("View review in progress")}
      </Link>
    );
  }
  return (
    <>
      <Button
        size="small"
        busy={retry.isPending && i18n._("Requesting…")}
        onClick={() => retry.mutate()}
      >
        {offer.label}
      </Button>
      {retry.error ? (
        <div className="w-full">
          <Failure
            problem={asProblem(retry.error)}
            what={i18n._("The review could not be requested.")}
          />
        </div>
      ) : null}
    </>
  );
}

function Upload({ offer, onSay }: { offer: Offer; onSay: (words: string) => void }) {
  const calls = useAssistantApi();
  const [name, setName] = useState("");
  const send = useMutation({
    mutationFn: (file: File) => calls.upload(wordOf(offer, "url"), file),
    onSuccess: () => onSay(UPLOADED),
  });
  return (
    <>
      <label
        className={`${buttonLook("outline", "small")} cursor-pointer has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus`}
      >
        <input
          type="file"
          accept={WEBM}
          className="sr-only"
          disabled={send.isPending}
          onChange={(event) => {
            const file = event.target.files?.[0];
            if (!file) return;
            setName(file.name);
            send.mutate(file);
          }}
        />
        {send.isPending ? i18n._("Uploading {name}…", { name }) : offer.label}
      </label>
      {send.error ? (
        <div className="w-full">
          <Failure
            problem={asProblem(send.error)}
            what={i18n._("The video could not be uploaded.")}
          />
        </div>
      ) : null}
    </>
  );
}

function wordOf(offer: Offer, name: string): string {
  const value = offer[name];
  return typeof value === "string" ? value : "";
}
