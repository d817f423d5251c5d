/** Commands on the list of hosts and on one host. */
import type { ConfigBook } from '#electron/hosts/config-book.ts';
import type { HostDesk } from '#electron/hosts/host-desk.ts';
import type { HostTester } from '#electron/hosts/host-tester.ts';
import type { ConnectionKeeper } from '#electron/ports/host-connection.ts';
import type { Handlers } from '#electron/transport/handlers.ts';
import { err, ok } from '#shared/result.ts';

type HostCommands = 'hosts.add' | 'hosts.edit' | 'hosts.remove' | 'hosts.switch' | 'hosts.retry' | 'hosts.test' | 'hosts.ssh-aliases';

export type HostHandlerNeeds = { readonly book: ConfigBook; readonly desk: HostDesk; readonly connections: ConnectionKeeper; readonly tester: HostTester };

export function createHostHandlers({ book, desk, connections, tester }: HostHandlerNeeds): Pick<Handlers, HostCommands> {
  return {
    'hosts.add': async (draft) => {
      const added = await book.add([draft]);
      if (!added.ok) return added;
      const [config] = added.value;
      if (config === undefined) return err({ code: 'internal', reference: 'hosts.add' });
      await desk.keep(config);
      return ok({ id: config.id });
    },
    'hosts.edit': async ({ id, draft }) => {
      const edited = await book.edit(id, draft);
      if (!edited.ok) return edited;
      await desk.keep(edited.value);
      return ok({});
    },
    'hosts.remove': async ({ id }) => {
      const removed = await book.remove(id);
      if (!removed.ok) return removed;
      await desk.drop(id);
      return ok({});
    },
    'hosts.switch': async ({ id, isOn }) => {
      const switched = await book.switch(id, isOn);
      if (!switched.ok) return switched;
      await desk.keep(switched.value);
      return ok({});
    },
    'hosts.retry': async ({ id }) => (desk.retry(id) ? ok({}) : err({ code: 'not-found', what: id })),
    'hosts.test': async ({ draft, id }, { signal }) => ok(await tester.test(draft, id, signal)),
    'hosts.ssh-aliases': async () => {
      const aliases = await connections.aliases();
      return aliases.ok ? ok({ aliases: [...aliases.value].slice(0, 2000) }) : aliases;
    },
  };
}
