import { QueryClientProvider } from "@tanstack/react-query";
import { act, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { expect } from "vitest";
import { Router } from "wouter";
import { useHashLocation } from "wouter/use-hash-location";
import { App } from "../app";
import { type Scene, setScene } from "../backend/fake";
import { NoticesProvider } from "../components/ui/notices";
import { followEvents, newClient } from "../query";
import { readRest } from "../screens/rest";

/** Opens the whole window at a screen, on the sample in one of its states. */
export async function open(path = "/", scene: Scene = "sample") {
  setScene(scene);
  window.location.hash = `#${path}`;
  await readRest(); // as in a window that has been open for a second
  const client = newClient();
  const stop = followEvents(client);
  const view = render(
    <QueryClientProvider client={client}>
      <NoticesProvider>
        <Router hook={useHashLocation}>
          <App />
        </Router>
      </NoticesProvider>
    </QueryClientProvider>,
  );
  await screen.findByRole("heading", { level: 1 });
  // An answer may bring a part of the page that asks for more: it is done when nothing was asked for a while.
  for (let quiet = 0; quiet < 8; quiet = client.isFetching() === 0 ? quiet + 1 : 0)
    await act(() => new Promise((r) => setTimeout(r, 10)));
  return { ...view, client, stop, user: userEvent.setup() };
}

/** Checks the page against WCAG 2.2 AA as far as a page without layout can be checked. */
export async function expectAccessible(): Promise<void> {
  const { violations } = await axe.run(document.body, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    rules: { "color-contrast": { enabled: false }, "target-size": { enabled: false } },
  });
  expect(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 200)).join(" | ")}`)).toEqual([]);
}
