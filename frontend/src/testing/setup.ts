import { cleanup } from "@testing-library/react";
import { afterEach, beforeEach } from "vitest";
import { setScene } from "../backend/fake";
import i18next, { speak } from "../i18n";

await speak("en");

// The test page has no layout: without a size, a virtual list would draw nothing.
for (const [name, size] of Object.entries({
  clientWidth: 1000,
  clientHeight: 800,
  offsetWidth: 1000,
  offsetHeight: 60,
})) {
  Object.defineProperty(HTMLElement.prototype, name, { configurable: true, get: () => size });
}

beforeEach(async () => {
  window.location.hash = "#/";
  localStorage.clear();
  setScene("sample");
  await i18next.changeLanguage("en");
});

afterEach(cleanup);
