import type { Latency, Spread } from "@/shared/api/types";
import { seconds, stageName } from "../words";
import { Bar } from "./bar";
import { Drawn, Figure, Name, Row, Table } from "./table";

const MARK = 0.8;

/** How long people wait for a reply, and interviews for us and for each other. */
export function Speed({ latency }: { latency: Latency }) {
  return (
    <>
      <h2>Where the time goes</h2>
      <p className="mt-1 text-small text-text3">
        Replies of the last 24 hours on this installation. The line marks the goal.
      </p>
      {latency.stages.length === 0 ? (
        <p className="mt-3 text-text2">No reply was measured in the last 24 hours.</p>
      ) : (
        <Table
          caption="Replies by stage"
          heads={[
            { label: "Stage" },
            { label: "Replies", isNumber: true },
            { label: "Half under", isNumber: true },
            { label: "p95", isNumber: true },
            { label: "Goal", isNumber: true },
            { label: "p95 of goal", isWide: true },
          ]}
        >
          {latency.stages.map((stage) => (
            <Row key={stage.stage}>
              <Name>{stageName(stage.stage)}</Name>
              <Figure>{stage.count}</Figure>
              <Times spread={stage} />
              <Figure>{stage.goalSeconds === null ? "–" : seconds(stage.goalSeconds)}</Figure>
              <Drawn>
                {stage.p95Seconds === null || stage.goalSeconds === null ? null : (
                  <Bar
                    share={(stage.p95Seconds / stage.goalSeconds) * MARK}
                    isOver={stage.p95Seconds > stage.goalSeconds}
                    mark={MARK}
                  />
                )}
              </Drawn>
            </Row>
          ))}
        </Table>
      )}
      <div className="mt-5">
        <Table
          caption="Steps of an interview"
          heads={[
            { label: "Step" },
            { label: "Interviews", isNumber: true },
            { label: "Half under", isNumber: true },
            { label: "p95", isNumber: true },
          ]}
        >
          <Step name="Writing a plan" spread={latency.plan} />
          <Step name="A person approves it" spread={latency.approval} />
          <Step name="Assessing a talk" spread={latency.assessment} />
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
