import { useEffect } from "react";
import { Route, Switch, useLocation } from "wouter";
import { Trouble } from "./components/ui/trouble";
import { useBoot } from "./data";
import i18next, { languageFor } from "./i18n";
import { Activity } from "./screens/activity/activity";
import { CampaignForm } from "./screens/campaigns/campaign-form";
import { Campaigns } from "./screens/campaigns/campaigns";
import { Conflicts } from "./screens/conflicts/conflicts";
import { Connections } from "./screens/connections/connections";
import { Contacts } from "./screens/contacts/contacts";
import { Dashboard } from "./screens/dashboard/dashboard";
import { Followups } from "./screens/followups/followups";
import { Import } from "./screens/import/import";
import { Settings } from "./screens/settings/settings";
import { Start } from "./screens/start/start";
import { Welcome } from "./screens/welcome/welcome";
import { Faders } from "./shell/brand";
import { Shell } from "./shell/shell";
import { useTheme } from "./shell/theme";
import { setBindings } from "./shortcuts";
import { ViewProvider } from "./view";

export function App() {
  const boot = useBoot();
  const [path] = useLocation();
  const settings = boot.data?.settings;
  useTheme(settings?.theme ?? "system");
  const keys = settings?.keys;
  useEffect(() => setBindings(keys), [keys]);
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
  if (path.startsWith("/start/")) {
    return (
      <ViewProvider boot={boot.data}>
        <Start />
      </ViewProvider>
    );
  }
  if ((boot.data.campaigns ?? []).length === 0 && path === "/") {
    return (
      <ViewProvider boot={boot.data}>
        <Welcome />
      </ViewProvider>
    );
  }
  return (
    <ViewProvider boot={boot.data}>
      <Shell>
        <Switch>
          <Route path="/follow-ups" component={Followups} />
          <Route path="/contacts" component={Contacts} />
          <Route path="/conflicts" component={Conflicts} />
          <Route path="/activity" component={Activity} />
          <Route path="/connections" component={Connections} />
          <Route path="/import" component={Import} />
          <Route path="/campaigns" component={Campaigns} />
          <Route path="/campaigns/new">
            <CampaignForm />
          </Route>
          <Route path="/campaigns/:id">{({ id }) => <CampaignForm key={id} id={decodeURIComponent(id)} />}</Route>
          <Route path="/settings" component={Settings} />
          <Route>
            <Dashboard />
          </Route>
        </Switch>
      </Shell>
    </ViewProvider>
  );
}
