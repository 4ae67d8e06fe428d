import { screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { open } from "../../testing/open";

const part = () => within(screen.getByRole("region", { name: "Hear of mail at once" }));

describe("push hints of Gmail", () => {
  it("are switched on with one's own subscription, and off", async () => {
    const { user } = await open("/settings");
    const fill = async (label: string, text: string) => {
      await user.clear(part().getByLabelText(label));
      await user.paste(text);
    };
    await fill("Topic", "projects/promo-123/topics/mail");
    await fill("Subscription", "mixdown");
    await user.click(part().getByRole("button", { name: /Switch on/ }));
    expect((await part().findByRole("alert")).textContent).toContain("projects/PROJECT/subscriptions/NAME");
    await fill("Subscription", "projects/promo-123/subscriptions/mixdown");
    await user.click(part().getByRole("button", { name: /Switch on/ }));
    await part().findByText("Live: Gmail tells when mail comes.");
    await user.click(part().getByRole("button", { name: "Switch off" }));
    await part().findByLabelText("Topic");
  });

  it("need a mailbox", async () => {
    await open("/settings", "unconnected");
    expect(part().getByText("Connect Gmail first.")).toBeTruthy();
  });
});
