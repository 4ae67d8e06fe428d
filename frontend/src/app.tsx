import { useEffect } from "react";
import { Route, Switch } from "wouter";
import { Trouble } from "./components/ui/trouble";
import { useBoot } from "./data";
import i18next, { languageFor } from "./i18n";
import { Dashboard } from "./screens/dashboard/dashboard";
import { Faders } from "./shell/brand";
import { Shell } from "./shell/shell";
import { useTheme } from "./shell/theme";
import { ViewProvider } from "./view";

export function App() {
  const boot = useBoot();
  const settings = boot.data?.settings;
  useTheme(settings?.theme ?? "system");
  const language = settings && languageFor(settings.language, boot.data?.language || navigator.language);
  useEffect(() => {
    if (language) void i18next.changeLanguage(language);
  }, [language]);

  if (boot.error) {
    return (
      <div className="grid h-full place-items-center p-6">
        <Trouble problem={boot.error} onRetry={() => void boot.refetch()} />
      </div>
    );
  }
  if (!boot.data) {
    return (
      <div className="grid h-full place-items-center" aria-busy="true">
        <Faders />
      </div>
    );
  }
  return (
    <ViewProvider boot={boot.data}>
      <Shell>
        <Switch>
          <Route>
            <Dashboard />
          </Route>
        </Switch>
      </Shell>
    </ViewProvider>
  );
}
