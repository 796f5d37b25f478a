import { i18n } from "@lingui/core";
import { useCallback, useEffect, useState } from "react";
import { asProblem, type Problem } from "@/shared/api/problem";
import type { CandidatePage, InvitationCard } from "@/shared/api/types";
import { followInterview } from "@/shared/i18n/language";
import { useArrival, useTitle } from "@/shared/lib/page";
import { Failure, Skeleton } from "@/shared/ui/states";
import { type OwnPageCalls, ownPageCalls } from "../calls";
import { useChosenLanguage } from "../chosen-language";
import { earnedToken, forgetToken } from "../keys";
import { CodeStep } from "../parts/code-step";
import { Frame } from "../parts/frame";
import { LinkClosed } from "../parts/link-pages";
import { Answers } from "./answers";
import { Contact } from "./contact";
import { Feedback } from "./feedback";
import { MyData } from "./my-data";
import { Result } from "./result";
import { StatusHead } from "./status-head";
import { TimeChoice } from "./time-choice";
import { Voluntary } from "./voluntary";
import { Withdraw } from "./withdraw";

interface OwnPageProps {
  token: string;
  calls?: OwnPageCalls;
}

/** What each part of the page works with. */
export interface PartProps {
  token: string;
  page: CandidatePage;
  calls: OwnPageCalls;
  onChange: (page: CandidatePage) => void;
}

/** The candidate's own page: where things stand, and everything they can do about it. */
export function OwnPage({ token, calls = ownPageCalls }: OwnPageProps) {
  const [card, setCard] = useState<InvitationCard | null>(null);
  const [page, setPage] = useState<CandidatePage | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [needsCode, setNeedsCode] = useState(false);
  const [isErased, setErased] = useState(false);

  const loadPage = useCallback(async () => {
    setNeedsCode(false);
    setProblem(null);
    try {
      setPage(await calls.page(token));
    } catch (error) {
      const found = asProblem(error);
      if (found.code === "code_required") {
        forgetToken();
        setNeedsCode(true);
      } else setProblem(found);
    }
  }, [calls, token]);
  const load = useCallback(async () => {
    setProblem(null);
    try {
      const found = await calls.card(token);
      setCard(found);
      followInterview(found.language);
      if (found.otpRequired && earnedToken(token) === null) setNeedsCode(true);
      else await loadPage();
    } catch (error) {
      setProblem(asProblem(error));
    }
  }, [calls, token, loadPage]);
  useEffect(() => {
    void load();
  }, [load]);
  useChosenLanguage(token, card, calls, setCard);
  useTitle(
    card ? `${i18n._("Your application")} · ${card.companyName}` : i18n._("Your application"),
  );

  return (
    <Frame name={card?.companyName ?? i18n._("Your application")} hasHelp={false}>
      {content()}
    </Frame>
  );

  function content() {
    if (isErased) return <Erased company={card?.companyName ?? ""} />;
    if (problem?.status === 404) return <LinkClosed />;
    if (problem) {
      return (
        <>
          <h1 className="mb-4">{i18n._("Your application")}</h1>
          <Failure
            problem={problem}
            what={i18n._("Your page did not load. Your data is not affected.")}
            onRetry={load}
          />
        </>
      );
    }
    if (needsCode && card) {
      return (
        <CodeStep token={token} email={card.maskedEmail} calls={calls} onVerified={loadPage} />
      );
    }
    if (!page) {
      return (
        <>
          <h1 className="sr-only">{i18n._("Your application")}</h1>
          <Skeleton rows={4} label={i18n._("Loading your page")} />
        </>
      );
    }
    const part = { token, page, calls, onChange: setPage };
    return (
      <>
        <StatusHead token={token} page={page} />
        <Result {...part} />
        <TimeChoice {...part} />
        <Contact {...part} />
        <Answers {...part} />
        <Feedback {...part} />
        <Voluntary {...part} />
        <MyData {...part} onErased={() => setErased(true)} />
        <Withdraw {...part} />
      </>
    );
  }
}

function Erased({ company }: { company: string }) {
  const heading = useArrival("erased");
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        {i18n._("Your data has been deleted.")}
      </h1>
      <p className="mt-3 text-[1.1em] text-text2">
        {i18n._(
          "{company} no longer has your name, your contact details or your answers. This link no longer works. You can close this page.",
          { company },
        )}
      </p>
    </>
  );
}
