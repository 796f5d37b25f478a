import type { Latency, Spread } from "@/shared/api/types";
import { seconds, stageName } from "../words";
import { Bar } from "./bar";
import { ChartCell, Figure, Name, Row, Table } from "./table";

const MARK = 0.8;

/** How long people wait for a reply, and interviews for us and for each other. */
export function ResponseTimes({ latency }: { latency: Latency }) {
  return (
    <>
      <h2>Response times</h2>
      <p className="mt-1 text-small text-text3">
        Responses in the last 24 hours on this installation. The line marks the target.
      </p>
      {latency.stages.length === 0 ? (
        <p className="mt-3 text-text2">No responses were measured in the last 24 hours.</p>
      ) : (
        <Table
          caption="Responses by stage"
          heads={[
            { label: "Stage" },
            { label: "Responses", isNumber: true },
            { label: "Median", isNumber: true },
            { label: "p95", isNumber: true },
            { label: "Target", isNumber: true },
            { label: "p95 against target", isWide: true },
          ]}
        >
          {latency.stages.map((stage) => (
            <Row key={stage.stage}>
              <Name>{stageName(stage.stage)}</Name>
              <Figure>{stage.count}</Figure>
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
          caption="Interview steps"
          heads={[
            { label: "Step" },
            { label: "Interviews", isNumber: true },
            { label: "Median", isNumber: true },
            { label: "p95", isNumber: true },
          ]}
        >
          <Step name="Writing the plan" spread={latency.plan} />
          <Step name="Plan approval" spread={latency.approval} />
          <Step name="Assessment" spread={latency.assessment} />
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
          <span className="font-normal">too few</span>
        ) : (
          seconds(spread.p95Seconds)
        )}
      </Figure>
    </>
  );
}
