import { expect, it } from "vitest";
import { consolePage, projectIn } from "./console";

it("carries the project to every page but the one that makes it", () => {
  expect(consolePage("audience", "radio-471203")).toBe(
    "https://console.cloud.google.com/auth/audience?project=radio-471203",
  );
  expect(new URL(consolePage("apis", "radio-471203")).searchParams.get("project")).toBe("radio-471203");
  expect(consolePage("project", "radio-471203")).not.toContain("radio");
  expect(consolePage("client")).toBe("https://console.cloud.google.com/auth/clients/create");
});

it.each([
  [" radio-471203 ", "radio-471203"],
  ["label.example:radio-471203", "label.example:radio-471203"],
  ["https://console.cloud.google.com/welcome?project=radio-471203&x=1", "radio-471203"],
  ["https://console.cloud.google.com/welcome", ""],
  ["My Project", ""],
  ["471203", ""],
  ["javascript:alert(1)", ""],
])("finds the project in %j", (text, want) => expect(projectIn(text)).toBe(want));
