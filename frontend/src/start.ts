import "./theme.css";

// The first file of the page. Where the program put a still of the first screen into it, that is on the screen before the rest of
// the page, which takes longer to read than to look at, is asked for: two frames, or a moment where nobody sees the page.

const MOMENT = 250;

const read = () => void import("./main");

const root = document.getElementById("root");
if (!/^(#\/?)?$/.test(location.hash)) root?.replaceChildren(); // the page is loaded anew on another screen
if (root?.firstChild && !document.hidden) {
  const drawn = new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  void Promise.race([drawn, new Promise((done) => setTimeout(done, MOMENT))]).then(read);
} else {
  read();
}
