import { fireEvent, screen, waitFor } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import { expectAccessible, open } from "../../testing/open";

beforeEach(() => localStorage.clear());

const heading = () => screen.getByRole("heading", { level: 1 }).textContent;

describe("the first five minutes", () => {
  it("goes from the welcome over Google, the rule and the sheet to the first figures", async () => {
    const { user } = await open("/", "none");
    await user.click(screen.getByRole("button", { name: /Connect Google/ }));
    expect(heading()).toBe("Connect Google");
    await expectAccessible();
    fireEvent.change(await screen.findByRole("textbox", { name: /paste/ }), {
      target: { value: '{"installed":{"client_id":"x","project_id":"radio-471203"}}' },
    });
    const signIn = screen.getByRole("button", { name: "Sign in in the browser" });
    await waitFor(() => expect(signIn).toHaveProperty("disabled", false));
    await user.click(signIn);

    await waitFor(() => expect(heading()).toBe("Which mail belongs together?"), { timeout: 5000 });
    await user.type(screen.getByLabelText("Name"), "Spring radio");
    expect(screen.getByLabelText("Word in the subject")).toHaveProperty("value", "SPRING");
    expect(await screen.findByText("23 messages to 21 people", {}, { timeout: 3000 })).toBeTruthy();
    await expectAccessible();
    await user.click(screen.getByRole("button", { name: "Create campaign" }));

    await waitFor(() => expect(heading()).toBe("Where are your contacts?"));
    await expectAccessible();
    await user.type(
      screen.getByRole("textbox", { name: "Paste a sheet's address" }),
      "https://docs.google.com/spreadsheets/d/abc/edit",
    );
    await user.click(screen.getByRole("button", { name: "Read it" }));
    await user.click(await screen.findByRole("button", { name: "Sign in in the browser" }));
    expect(await screen.findByText("120 contacts", {}, { timeout: 5000 })).toBeTruthy();
    expect(screen.getByText("E-mail address")).toBeTruthy();
    expect(screen.getByText(/no split by outlet/)).toBeTruthy();
    expect(screen.getByText(/the same address stands in row 12/)).toBeTruthy();
    await expectAccessible();
    await user.click(screen.getByRole("button", { name: "Use this sheet" }));
    await waitFor(() => expect(heading()).toBe("Spring radio"));
  }, 60_000); // four screens, each looked at by axe: wide enough for a machine that does much else

  it("starts from a file without any account", async () => {
    const { user } = await open("/", "none");
    await user.click(screen.getByRole("button", { name: /Start from a file/ }));
    await expectAccessible();
    const choose = document.querySelector("input[type=file]") as HTMLInputElement;
    fireEvent.change(choose, { target: { files: [new File(["x"], "mail.pdf")] } });
    expect(screen.getByText(/neither a CSV nor an Excel file/)).toBeTruthy();
    fireEvent.change(choose, {
      target: { files: [new File(["Name,Email,Role,Status\nAna,ana@fm.example,DJ,NEW\n"], "radio.csv")] },
    });
    await user.type(screen.getByLabelText("Name"), "Spring radio");
    await user.click(screen.getByRole("button", { name: "Bring them in" }));
    expect(await screen.findByText("1 contact from radio.csv is in.")).toBeTruthy();
    await expectAccessible();
    await user.click(screen.getByRole("button", { name: "See the contacts" }));
    expect(await screen.findByText("ana@fm.example")).toBeTruthy();
  });
});
