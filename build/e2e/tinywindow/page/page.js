// Tells the program what the page sees: the errors of the bound methods.
const app = window.go.main.tiny;
const said = (error) => app.Say(error.message);
app.Fail().catch(said).then(() => app.Panic().catch(said)).then(() => app.Say("title: " + document.title));
window.runtime.EventsOn("window:hidden", () => app.Say("hidden"));
window.runtime.EventsOn("navigate", (to) => app.Say("navigate " + to.screen));
