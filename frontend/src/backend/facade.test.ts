import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

const runtime = { EventsOn: vi.fn(() => () => {}), ClipboardSetText: vi.fn(async () => true) };

beforeEach(() => vi.resetModules());
afterEach(() => {
  delete window.go;
  delete window.runtime;
});

describe("facade in the program", () => {
  it("calls the bound method with its arguments", async () => {
    const Evidence = vi.fn(async () => ({ key: "reply_rate" }));
    window.go = { main: { App: { Evidence } } };
    window.runtime = runtime;
    const { backend } = await import(".");
    await backend.evidence("c1", "reply_rate", "12");
    expect(Evidence).toHaveBeenCalledWith("c1", "reply_rate", "12");
  });

  it("knows the base by the rows that are counted where they are the same", async () => {
    const counted = [{ id: "a" }];
    const Evidence = vi.fn(async () => ({ counted, base: null as unknown, baseIsCounted: true }));
    window.go = { main: { App: { Evidence } } };
    window.runtime = runtime;
    const { backend } = await import(".");
    expect(await backend.evidence("c1", "emails_sent", "")).toEqual({ counted, base: counted, asOf: null });
    Evidence.mockResolvedValueOnce({ counted, base: [{ id: "b" }], baseIsCounted: false });
    expect((await backend.evidence("c1", "reply_rate", "")).base).toEqual([{ id: "b" }]);
  });

  it.each([
    ["an object", { code: "offline", message: "No network.", provider: "gmail" }],
    ["JSON text", '{"code":"offline","message":"No network.","provider":"gmail"}'],
  ])("makes a problem of a rejection that is %s", async (_what, reason) => {
    window.go = { main: { App: { Status: () => Promise.reject(reason) } } };
    window.runtime = runtime;
    const { backend } = await import(".");
    await expect(backend.status()).rejects.toEqual({ code: "offline", message: "No network.", provider: "gmail" });
  });

  it("answers an empty list for null", async () => {
    window.go = { main: { App: { Syncs: async () => null } } };
    window.runtime = runtime;
    const { backend } = await import(".");
    expect(await backend.syncs("c1")).toEqual([]);
  });

  it("never shows the sample when its bridge is broken", async () => {
    window.go = {};
    window.runtime = runtime;
    const { backend } = await import(".");
    await expect(backend.boot()).rejects.toMatchObject({ code: "internal", message: /cannot reach the program/ });
  });

  it("knows what a build cannot do", async () => {
    window.go = { main: { App: { Boot: async () => ({}) } } };
    window.runtime = runtime;
    const { backend, supports } = await import(".");
    await backend.boot();
    expect([supports("Boot"), supports("Conflicts")]).toEqual([true, false]);
  });
});
