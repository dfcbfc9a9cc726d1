// Run by tests as a plain user: `driver.mjs [LOADER]` tries to record and prints what came of it as JSON.

const built = (/** @type {string} */ path) => import(new URL(`../../dist/${path}`, import.meta.url).href);
const { Session } = await built('session/session.js');
const { forkCapture } = await built('session/capture-host.js');
const { toProblem } = await built('contract/problem.js');

const [loader] = process.argv.slice(2);
const session = new Session({
  host: forkCapture,
  chooseTarget: async () => null,
  ownPids: () => [process.pid],
  ...(loader === undefined ? {} : { loader }),
});
let problem = null;
try {
  await session.record();
  await session.stop();
} catch (caught) {
  problem = toProblem(caught);
}
const { state, attach } = await session.ask('status', {});
await session.close();
process.stdout.write(`${JSON.stringify({ problem, state, attach })}\n`);
