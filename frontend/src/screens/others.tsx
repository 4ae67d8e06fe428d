import { Route, Switch } from "wouter";
import { Activity } from "./activity/activity";
import { CampaignForm } from "./campaigns/campaign-form";
import { Campaigns } from "./campaigns/campaigns";
import { Conflicts } from "./conflicts/conflicts";
import { Connections } from "./connections/connections";
import { Contacts } from "./contacts/contacts";
import { Dashboard } from "./dashboard/dashboard";
import { Followups } from "./followups/followups";
import { Import } from "./import/import";
import { Settings } from "./settings/settings";

export { KeysSheet } from "../shell/keys-sheet";
export { Palette } from "../shell/palette";
export { NoteDialog } from "./dashboard/note-dialog";
export { EvidenceDrawer } from "./evidence/drawer";
export { Start } from "./start/start";
export { Welcome } from "./welcome/welcome";

/** The screens beside the dashboard, by their paths; an unknown path is the dashboard. */
export function Screens() {
  return (
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
  );
}
