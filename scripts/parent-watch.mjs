// Loaded into every process that `npm start` starts. When the starter is gone without having stopped us, which even a
// kill -9 cannot hide because the channel to it closes, this process ends by itself.
const patienceMs = 5_000;

// Next's development server hands this file on to its own child, whose channel leads to Next and must keep it alive.
if (process.channel && process.env.NEXT_PRIVATE_WORKER === undefined) {
  process.once("disconnect", () => {
    setTimeout(() => process.exit(1), patienceMs).unref();
    process.kill(process.pid, "SIGTERM");
  });
  // The channel must not keep a process alive that has nothing left to do.
  process.channel.unref();
}
