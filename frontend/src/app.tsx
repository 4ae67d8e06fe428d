import { useEffect } from "react";
import { useLocation } from "wouter";
import { Trouble } from "./components/ui/trouble";
import { useBoot } from "./data";
import i18next, { languageFor } from "./i18n";
import { Dashboard } from "./screens/dashboard/dashboard";
import { useRest } from "./screens/rest";
import { Faders } from "./shell/brand";
import { Shell } from "./shell/shell";
import { useTheme } from "./shell/theme";
import { setBindings } from "./shortcuts";
import { ViewProvider } from "./view";

export function App() {
  const boot = useBoot();
  const [path] = useLocation();
  const settings = boot.data?.settings;
  const starting = path.startsWith("/start/");
  const nothing = boot.data !== undefined && (boot.data.campaigns ?? []).length === 0;
  const first = path === "/" && !nothing;
  const rest = useRest(!first);
  useTheme(settings?.theme ?? "system");
  const keys = settings?.keys;
  useEffect(() => setBindings(keys), [keys]);
  const language = settings && languageFor(settings.language, navigator.language);
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
  if (starting || (nothing && path === "/")) {
    return <ViewProvider boot={boot.data}>{rest && (starting ? <rest.Start /> : <rest.Welcome />)}</ViewProvider>;
  }
  return (
    <ViewProvider boot={boot.data}>
      <Shell>{first ? <Dashboard /> : rest && <rest.Screens />}</Shell>
    </ViewProvider>
  );
}
