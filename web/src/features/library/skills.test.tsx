import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it } from "vitest";
import { callerStore } from "@/shared/api/caller";
import { Problem } from "@/shared/api/problem";
import { permissionsOf } from "@/shared/api/test-caller";
import type { NewSkill, Occupation, Skill } from "@/shared/api/types";
import { LibraryCallsContext, libraryCalls } from "./calls";
import { Skills } from "./skills";

const aSkill = (more: Partial<Skill>): Skill => ({
  id: "s1",
  name: "Forklift operation",
  category: "LOGISTICS",
  description: "",
  aliases: ["Forklift driving"],
  relatedSkills: [],
  kind: "activity",
  group: "S8.2",
  groupName: "driving vehicles",
  source: "built_in",
  matchedBy: null,
  ...more,
});

const DRIVER: Occupation = {
  id: "oc1",
  name: "delivery driver",
  aliases: ["van driver"],
  groups: ["S8.2"],
  skills: ["Van driving"],
  description: "",
  source: "built_in",
  matchedBy: "name",
};

/** Open the page over a catalog that the page changes. */
function open(role: string, refuses?: Problem) {
  callerStore.set({
    permissions: permissionsOf(role),
    user: {
      id: "u1",
      email: "ruth@example.org",
      name: "Ruth Adeyemi",
      role,
      roleName: role,
      tenantId: "t1",
    },
  });
  let own = [aSkill({ id: "o1", name: "Kiln firing", source: "organization", aliases: [] })];
  const asked: NewSkill[] = [];
  const calls = {
    ...libraryCalls,
    skills: async (words: string) => {
      const data = [...own, aSkill({ matchedBy: words ? "spelling" : null })];
      const shown = data.filter(({ name }) => !words || name.toLowerCase().includes(words));
      return {
        data: words === "frklift" ? [data.at(-1) as Skill] : shown,
        total: shown.length || 1,
        attributions: [],
      };
    },
    groups: async () => [{ code: "S8.2", name: "driving vehicles" }],
    addSkill: async (skill: NewSkill) => {
      asked.push(skill);
      if (refuses) throw refuses;
      const added = aSkill({ id: "o2", name: skill.name, source: "organization" });
      own = [...own, added];
      return added;
    },
    deleteSkill: async (id: string) => {
      own = own.filter((skill) => skill.id !== id);
    },
    checkSkills: async (skills: string[]) =>
      skills.map((skill) => ({
        skill,
        status: skill === "Excell" ? ("validated" as const) : ("unvalidated" as const),
        canonical: skill === "Excell" ? "Microsoft Excel" : null,
        candidates: [],
        matchedBy: "spelling" as const,
        suggestions: skill === "Excell" ? [] : ["Kiln firing"],
      })),
    recognizeOccupation: async (title: string) => ({
      data: title === "van driver" ? [DRIVER] : [],
      total: 1,
      attributions: [],
    }),
    findOccupations: async () => ({ data: [DRIVER], total: 1, attributions: ["From O*NET."] }),
  };
  render(
    <QueryClientProvider
      client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}
    >
      <LibraryCallsContext value={calls}>
        <Skills />
      </LibraryCallsContext>
    </QueryClientProvider>,
  );
  return { asked, user: userEvent.setup() };
}

const names = () => screen.getAllByRole("heading", { level: 3 }).map((one) => one.textContent);

afterEach(() => {
  cleanup();
  callerStore.set(null);
  sessionStorage.clear();
});

describe("the skills", () => {
  it("are listed with their competency group and source, the organization's own first", async () => {
    open("RECRUITER");

    await screen.findByText("Kiln firing");

    expect(names()).toEqual(["Kiln firing", "Forklift operation"]);
    expect(screen.getByText("Driving vehicles · Added by your organization")).toBeDefined();
    expect(screen.getByText("Driving vehicles · Built in")).toBeDefined();
    expect(screen.getByText("Also: Forklift driving")).toBeDefined();
  });

  it("are found with a typing error, which the list says", async () => {
    const { user } = open("RECRUITER");

    await user.type(await screen.findByLabelText("Skill"), "frklift");

    expect(
      await screen.findByText("Driving vehicles · Built in · found by similar spelling"),
    ).toBeDefined();
  });

  it("are changed only by those who may change settings", async () => {
    open("RECRUITER");

    await screen.findByText("Kiln firing");

    expect(screen.queryByRole("button", { name: "Add a skill" })).toBeNull();
    expect(screen.queryByRole("button", { name: /^Remove/ })).toBeNull();
  });
});

describe("a skill of the organization", () => {
  it("is added with other names, and is found at once", async () => {
    const { asked, user } = open("ADMIN");

    await user.click(await screen.findByRole("button", { name: "Add a skill" }));
    expect(document.activeElement).toBe(screen.getByLabelText("Name"));
    await user.click(screen.getByRole("button", { name: "Add skill" }));
    expect(screen.getByText("Enter a name.")).toBeDefined();
    await user.type(screen.getByLabelText("Name"), "cold chain");
    await user.type(screen.getByLabelText("Other names"), "Reefers,  cool  trucks , Reefers,");
    await user.selectOptions(screen.getByLabelText("Competency group"), "Driving vehicles");
    await user.click(screen.getByRole("button", { name: "Add skill" }));

    expect(await screen.findByText("“cold chain” was added.")).toBeDefined();
    await waitFor(() => expect(names()).toEqual(["cold chain"]));
    expect(asked).toEqual([
      {
        name: "cold chain",
        aliases: ["Reefers", "cool trucks"],
        kind: "activity",
        group: "S8.2",
        description: "",
      },
    ]);
  });

  it("with a name that is taken is refused at the name, and what was typed stays", async () => {
    const taken = new Problem(409, {
      code: "skill_name_taken",
      detail: "The catalog already has a skill of this name.",
    });
    const { user } = open("ADMIN", taken);

    await user.click(await screen.findByRole("button", { name: "Add a skill" }));
    await user.type(screen.getByLabelText("Name"), "Forklift operation");
    await user.click(screen.getByRole("button", { name: "Add skill" }));

    expect((await screen.findByRole("alert")).textContent).toContain("already has a skill");
    const name = screen.getByLabelText<HTMLInputElement>("Name");
    expect(name.value).toBe("Forklift operation");
    expect(document.activeElement).toBe(name);
  });

  it("is removed after a question; built-in ones cannot be removed", async () => {
    const { user } = open("ADMIN");

    await user.click(await screen.findByRole("button", { name: "Remove: Kiln firing" }));
    expect(screen.queryByRole("button", { name: "Remove: Forklift operation" })).toBeNull();
    const dialog = await screen.findByRole("dialog", { name: "Remove “Kiln firing”?" });
    expect(within(dialog).getAllByRole("button")[0]?.textContent).toBe("Keep it");
    await user.click(within(dialog).getByRole("button", { name: "Remove" }));

    expect(await screen.findByText("“Kiln firing” was removed.")).toBeDefined();
    await waitFor(() => expect(names()).toEqual(["Forklift operation"]));
  });
});

describe("names that are checked", () => {
  it("are read as a request would read them, and an unknown title gets similar ones", async () => {
    const { user } = open("RECRUITER");

    await user.click(await screen.findByRole("button", { name: "Check names" }));
    expect(screen.getByText("Enter a job title or a skill.")).toBeDefined();
    await user.type(screen.getByLabelText("Job title"), "van driver");
    await user.type(screen.getByLabelText("Skills of the request"), "Excell, kiln fring");
    await user.click(screen.getByRole("button", { name: "Check names" }));

    expect(
      await screen.findByText("Recognized as delivery driver. Typical skills: Van driving."),
    ).toBeDefined();
    expect(screen.getByText("Read as Microsoft Excel.")).toBeDefined();
    expect(screen.getByText("Unknown. Spelled alike: Kiln firing.")).toBeDefined();

    await user.clear(screen.getByLabelText("Job title"));
    await user.type(screen.getByLabelText("Job title"), "vann drivr");
    await user.click(screen.getByRole("button", { name: "Check names" }));

    expect(
      await screen.findByText("No occupation is called that. Similar titles: delivery driver."),
    ).toBeDefined();
    expect(screen.getByText("From O*NET.")).toBeDefined();
  });
});
