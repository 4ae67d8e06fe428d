import "./engine";
import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Router } from "wouter";
import { useHashLocation } from "wouter/use-hash-location";
import { App } from "./app";
import { Catch } from "./components/ui/catch";
import { NoticesProvider } from "./components/ui/notices";
import { spoken } from "./i18n";
import { afterPaint } from "./paint";
import { firstAnswers, followEvents, newClient } from "./query";
import { readRest } from "./screens/rest";
import "./theme.css";

const client = newClient();
followEvents(client);

void Promise.all([spoken, firstAnswers(client)]).then(() => {
  createRoot(document.getElementById("root") as HTMLElement).render(
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
