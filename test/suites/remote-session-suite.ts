/** What every RemoteSession does, run on the scripted one and on real sshd. Commands are plain POSIX sh. */
import { afterEach, describe, expect, it } from 'vitest';
import { text } from 'node:stream/consumers';
import type { ForwardTarget, RemoteSession } from '#electron/ports/remote-shell.ts';

export type SuiteSubject = { readonly session: RemoteSession; readonly echo: ForwardTarget; readonly nothing: ForwardTarget; dispose(): Promise<void> };

const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const never = new AbortController().signal;

export function remoteSessionSuite(name: string, make: () => Promise<SuiteSubject>): void {
  describe(`RemoteSession: ${name}`, () => {
    let subject: SuiteSubject | null = null;
    const ready = async (): Promise<SuiteSubject> => (subject = await make());
    afterEach(async () => { await subject?.dispose(); subject = null; });

    it('CN40 gives both outputs and the exit code', async () => {
      const { session } = await ready();
      const ran = await session.run('echo out; echo err >&2; exit 3', { signal: never, deadlineMs: 10_000 });
      expect(ran.ok && { ...ran.value, stdout: decode(ran.value.stdout), stderr: decode(ran.value.stderr) }).toEqual({ exitCode: 3, signal: null, stdout: 'out\n', stderr: 'err\n', wasCut: false });
    });

    it('CN41 feeds the input and closes it', async () => {
      const { session } = await ready();
      const ran = await session.run('cat', { signal: never, deadlineMs: 10_000, input: new TextEncoder().encode('four words of input') });
      expect(ran.ok && decode(ran.value.stdout)).toBe('four words of input');
    });

    it('CN42 cuts what is too long and says so', async () => {
      const { session } = await ready();
      const ran = await session.run('echo 0123456789', { signal: never, deadlineMs: 10_000, maxBytes: 4 });
      expect(ran.ok && { text: decode(ran.value.stdout), wasCut: ran.value.wasCut }).toEqual({ text: '0123', wasCut: true });
    });

    it('CN43 ends by its deadline', async () => {
      const { session } = await ready();
      const ran = await session.run('sleep 30', { signal: never, deadlineMs: 150 });
      expect(!ran.ok && ran.error.code).toBe('deadline-passed');
    });

    it('CN44 is cancelled by its signal', async () => {
      const { session } = await ready();
      const stop = new AbortController();
      const running = session.run('sleep 30', { signal: stop.signal, deadlineMs: 20_000 });
      stop.abort();
      expect(await running).toEqual({ ok: false, error: { code: 'cancelled' } });
    });

    it('CN45 talks with a live program until it ends', async () => {
      const { session } = await ready();
      const opened = await session.open('cat', { signal: never });
      if (!opened.ok) throw new Error(opened.error.code);
      const heard = new Promise<string>((resolve) => { let all = ''; opened.value.onData((chunk) => { all += decode(chunk); if (all.endsWith('\n')) resolve(all); }); });
      expect(opened.value.write('ping\n')).toBe(true);
      expect(await heard).toBe('ping\n');
      const end = new Promise((resolve) => { opened.value.onEnd(resolve); });
      opened.value.close();
      expect(await end).toMatchObject({ lost: false });
      expect(opened.value.write('late\n')).toBe(false);
    });

    it('CN46 forwards a byte stream, and says when there is nobody', async () => {
      const { session, echo, nothing } = await ready();
      const opened = await session.forward(echo, { signal: never, deadlineMs: 10_000 });
      if (!opened.ok) throw new Error(opened.error.code);
      opened.value.end('through');
      expect(await text(opened.value)).toBe('through');
      const refused = await session.forward(nothing, { signal: never, deadlineMs: 10_000 });
      expect(refused).toMatchObject({ ok: false, error: { code: 'forward-refused', because: 'connect-failed' } });
    });

    it('CN47 answers with an error after its end, and never throws', async () => {
      const { session } = await ready();
      let lost = 0;
      session.onLost(() => { lost += 1; });
      await session.dispose();
      const limits = { signal: never, deadlineMs: 5000 };
      const codes = [await session.run('true', limits), await session.open('cat', limits), await session.forward({ host: '127.0.0.1', port: 1 }, limits)].map((each) => (each.ok ? 'ok' : each.error.code));
      expect({ codes, lost }).toEqual({ codes: ['host-unreachable', 'host-unreachable', 'host-unreachable'], lost: 0 });
    });
  });
}
