import "./engine";
import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Router } from "wouter";
import { useHashLocation } from "wouter/use-hash-location";
import { App } from "./app";
import { Catch } from "./components/ui/catch";
import { NoticesProvider } from "./components/ui/notices";
import { languageFor, speak } from "./i18n";
import { firstAnswers, firstInPage } from "./opening";
import { afterPaint } from "./paint";
import { followEvents, newClient } from "./query";
import { readRest } from "./screens/rest";
import { wear } from "./shell/theme";

const client = newClient();
followEvents(client);

const first = firstInPage();
const settings = first?.boot.settings;
wear(settings?.theme ?? "system"); // before anything is drawn in another
const language = languageFor(settings?.language ?? "system", navigator.language);

void Promise.all([speak(language), firstAnswers(client, first)]).then(() => {
  const root = document.getElementById("root") as HTMLElement;
  root.removeAttribute("inert"); // what stood there was a still
  root.removeAttribute("aria-busy");
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <NoticesProvider>
          <Router hook={useHashLocation}>
            <Catch>
              <App />
            </Catch>
          </Router>
        </NoticesProvider>
      </QueryClientProvider>
    </StrictMode>,
  );
  afterPaint(() => void readRest());
});
