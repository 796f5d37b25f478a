import { i18n } from "@lingui/core";
import type { Latency, Spread } from "@/shared/api/types";
import { seconds, stageName } from "../words";
import { Bar } from "./bar";
import { ChartCell, Figure, Name, Row, Table } from "./table";

const MARK = 0.8;

/** How long people wait for a reply, and interviews for us and for each other. */
export function ResponseTimes({ latency }: { latency: Latency }) {
  return (
    <>
      <h2>{i18n._("Response times")}</h2>
      <p className="mt-1 text-small text-text3">
        {i18n._("Responses in the last 24 hours on this installation.")}{" "}
        <span className="hidden pad:inline">{i18n._("The line marks the target.")}</span>
      </p>
      {latency.stages.length === 0 ? (
        <p className="mt-3 text-text2">
          {i18n._("No responses were measured in the last 24 hours.")}
        </p>
      ) : (
        <Table
          caption={i18n._("Responses by stage")}
          heads={[
            { label: i18n._("Stage") },
            { label: i18n._("Responses"), isNumber: true, isWide: true },
            { label: i18n._("Median"), isNumber: true },
            { label: "p95", isNumber: true },
            { label: i18n._("Target"), isNumber: true },
            { label: i18n._("p95 against target"), isWide: true },
          ]}
        >
          {latency.stages.map((stage) => (
            <Row key={stage.stage}>
              <Name>{stageName(stage.stage)}</Name>
              <Figure isWide>{stage.count}</Figure>
              <Times spread={stage} />
              <Figure>{stage.goalSeconds === null ? "–" : seconds(stage.goalSeconds)}</Figure>
              <ChartCell>
                {stage.p95Seconds === null || stage.goalSeconds === null ? null : (
                  <Bar
                    share={(stage.p95Seconds / stage.goalSeconds) * MARK}
                    isOver={stage.p95Seconds > stage.goalSeconds}
                    mark={MARK}
                  />
                )}
              </ChartCell>
            </Row>
          ))}
        </Table>
      )}
      <div className="mt-5">
        <Table
          caption={i18n._("Interview steps")}
          heads={[
            { label: i18n._("Step") },
            { label: i18n._("Interviews"), isNumber: true },
            { label: i18n._("Median"), isNumber: true },
            { label: "p95", isNumber: true },
          ]}
        >
          <Step name={i18n._("Writing the plan")} spread={latency.plan} />
          <Step name={i18n._("Plan approval")} spread={latency.approval} />
          <Step name={i18n._("Assessment")} spread={latency.assessment} />
        </Table>
      </div>
    </>
  );
}

function Step({ name, spread }: { name: string; spread: Spread }) {
  return (
    <Row>
      <Name>{name}</Name>
      <Figure>{spread.count}</Figure>
      <Times spread={spread} />
    </Row>
  );
}

function Times({ spread }: { spread: Spread }) {
  return (
    <>
      <Figure>{spread.p50Seconds === null ? "–" : seconds(spread.p50Seconds)}</Figure>
      <Figure isStrong>
        {spread.p95Seconds === null ? (
          <span className="font-normal">{i18n._("too few")}</span>
        ) : (
          seconds(spread.p95Seconds)
        )}
      </Figure>
    </>
  );
}
