import { screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { backend } from "./backend";
import { firstAnswers, firstInPage } from "./opening";
import { newClient } from "./query";
import { stillOf } from "./still";
import { open } from "./testing/open";

/** A still as a browser would show it, without what it keeps unseen. */
function shown(html: string): HTMLElement {
  const root = document.createElement("div");
  root.innerHTML = html;
  for (const part of root.querySelectorAll(".invisible")) part.remove();
  return root;
}

afterEach(() => vi.restoreAllMocks());

describe("still", () => {
  it("holds the figures of the first screen, and nothing that moves or comes later", async () => {
    await open();
    await screen.findByRole("slider");
    await waitFor(() => expect(document.body.textContent).toMatch(/ago/));
    const still = shown(stillOf(document.body));
    expect(still.textContent).toContain("Replies received");
    expect([...still.querySelectorAll(".num")].map((n) => n.textContent).join(" ")).toMatch(/\b23\b.*\b8\b/);
    expect(still.textContent).not.toMatch(/ago|since|yesterday|units today/);
    expect(still.querySelector("[type=range], canvas, [style], script")).toBeNull();
  });

  it("is handed over when the screen has come to rest, and not again for the same figures", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    try {
      const ask = backend.first;
      vi.spyOn(backend, "first").mockImplementation(async () => ({ ...(await ask()), seal: "a", still: false }));
      const kept = vi.spyOn(backend, "keepStill").mockResolvedValue();
      document.body.id = "root";
      await open();
      await vi.advanceTimersByTimeAsync(1_000);
      expect(kept).not.toHaveBeenCalled();
      await vi.advanceTimersByTimeAsync(4_000);
      expect(kept).toHaveBeenCalledOnce();
      const [still] = kept.mock.calls[0] ?? [];
      expect(still).toMatchObject({ seal: "a", theme: document.documentElement.dataset.theme, language: "en" });
      expect(still?.html).toContain("Replies received");
      await vi.advanceTimersByTimeAsync(20_000);
      expect(kept).toHaveBeenCalledOnce();
    } finally {
      document.body.removeAttribute("id");
      vi.useRealTimers();
    }
  });

  it("is not handed over where a figure moved that the screen does not show yet", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    try {
      const ask = backend.first;
      const asked = vi.spyOn(backend, "first").mockImplementation(async () => {
        const first = await ask();
        const metrics = first.metrics?.metrics?.map((m) => (m.key === "email_replies" ? { ...m, value: 99 } : m)) ?? [];
        return { ...first, metrics: first.metrics && { ...first.metrics, metrics }, seal: "b", still: false };
      });
      const kept = vi.spyOn(backend, "keepStill").mockResolvedValue();
      document.body.id = "root";
      await open();
      await vi.advanceTimersByTimeAsync(5_000);
      expect(asked).toHaveBeenCalled();
      expect(kept).not.toHaveBeenCalled();
    } finally {
      document.body.removeAttribute("id");
      vi.useRealTimers();
    }
  });
});

describe("opening", () => {
  it("takes the first answers from the page, once, and asks for nothing", async () => {
    const first = await backend.first();
    const asked = vi.spyOn(backend, "first");
    const data = document.createElement("script");
    data.type = "application/json";
    data.id = "first";
    data.textContent = JSON.stringify({ ...first, metrics: { ...first.metrics, metrics: [] } });
    document.body.append(data);
    const client = newClient();
    const inPage = firstInPage();
    await firstAnswers(client, inPage);
    expect(client.getQueryData(["boot"])).toEqual(first.boot);
    expect(client.getQueryData(["metrics", first.boot.campaignId, ""])).toMatchObject({ metrics: [] });
    expect(firstInPage()).toBeUndefined();
    expect(asked).not.toHaveBeenCalled();
    await firstAnswers(client, undefined);
    expect(asked).toHaveBeenCalledOnce();
    expect(client.getQueryData(["metrics", first.boot.campaignId, ""])).toEqual(first.metrics);
  });
});
