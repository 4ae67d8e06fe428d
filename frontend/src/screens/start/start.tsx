import { Redirect, Route, Switch } from "wouter";
import { CampaignStep } from "./campaign-step";
import { ContactsStep } from "./contacts-step";
import { FileStep } from "./file-step";
import { GoogleStep } from "./google-step";

/** The way from a new home to the first figures, a step a screen. */
export function Start() {
  return (
    <Switch>
      <Route path="/start/google" component={GoogleStep} />
      <Route path="/start/campaign" component={CampaignStep} />
      <Route path="/start/contacts" component={ContactsStep} />
      <Route path="/start/file" component={FileStep} />
      <Route>
        <Redirect to="/" />
      </Route>
    </Switch>
  );
}
