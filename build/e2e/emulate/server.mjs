// Starts the stand-in on a free port of loopback, and prints the port. It would listen on every interface by itself.
import net from "node:net";

const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (_port, _host, heard) {
  this.once("listening", () => console.log(JSON.stringify({ port: this.address().port })));
  return listen.call(this, { port: 0, host: "127.0.0.1" }, heard);
};

const owner = process.argv[2];
const { createEmulator } = await import("emulate");
await createEmulator({
  service: "google",
  seed: {
    tokens: { loader: { login: owner } },
    google: { users: [{ email: owner, name: "Owner" }] },
  },
});

// It ends with whoever started it.
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
