import { createEchoStream, createScriptedRemoteShell } from '#test/fakes/scripted-remote-shell.ts';
import { remoteSessionSuite } from '#test/suites/remote-session-suite.ts';

remoteSessionSuite('scripted', async () => {
  const session = createScriptedRemoteShell((command, io) => {
    if (command.startsWith('echo out')) { io.write('out\n'); io.writeError('err\n'); io.exit(3); }
    else if (command.startsWith('echo 0')) { io.write('0123456789\n'); io.exit(0); }
    else if (command === 'cat') { io.onInput(io.write); io.onInputEnd(() => io.exit(0)); }
  }, { forward: (to) => ('port' in to && to.port === 7 ? createEchoStream() : null) });
  return { session, echo: { host: '127.0.0.1', port: 7 }, nothing: { host: '127.0.0.1', port: 9 }, dispose: () => session.dispose() };
});
