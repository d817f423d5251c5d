/** Takes hosts, links and brokers in and out of the fleet. */
import type { BrokerId, HostId } from '#shared/domain/ids.ts';
import type { LinkState } from '#shared/domain/host.ts';
import { newBroker } from './core/broker-record.ts';
import { foldLink, newHost } from './core/host-record.ts';
import type { WorkerRecord } from './core/worker-record.ts';
import type { FleetKeeper, FleetTools } from './fleet-keeper.ts';

type ListPart = Pick<FleetKeeper, 'setHost' | 'dropHost' | 'hostLink' | 'noteHost' | 'setBroker' | 'dropBroker'>;

export function createFleetList(tools: FleetTools): ListPart {
  const { state, outbox, clock } = tools;
  return {
    setHost: (config) => {
      const known = state.hosts.get(config.id);
      state.hosts.set(config.id, known === undefined ? newHost(config, clock.now()) : { ...known, config });
      outbox.mark('hosts', config.id);
    },
    dropHost: (id) => {
      for (const record of state.roster.onHost(id)) dropWorker(tools, record);
      state.hosts.delete(id);
      outbox.markGone('hosts', id);
    },
    hostLink: (id, link) => {
      const record = state.hosts.get(id);
      if (record === undefined) return;
      markCrossing(tools, id, record.link, link);
      state.hosts.set(id, foldLink(record, link));
      outbox.mark('hosts', id);
      tools.reviewAll(state.roster.onHost(id), false);
    },
    noteHost: (id, notes) => {
      const record = state.hosts.get(id);
      if (record === undefined || record.ownNotes.join() === notes.join()) return;
      state.hosts.set(id, { ...record, ownNotes: notes });
      outbox.mark('hosts', id);
    },
    setBroker: (identity) => {
      const known = state.brokers.get(identity.id);
      state.brokers.set(identity.id, known === undefined ? newBroker(identity, clock.now()) : { ...known, ...identity });
      outbox.mark('brokers', identity.id);
      markHosts(tools, identity.hosts);
    },
    dropBroker: (id) => dropBroker(tools, id),
  };
}

function dropWorker({ state, outbox }: FleetTools, record: WorkerRecord): void {
  state.roster.drop(record.key);
  outbox.markGone('workers', record.key);
}

function markHosts({ state, outbox }: FleetTools, hosts: readonly HostId[]): void {
  for (const host of hosts) if (state.hosts.has(host)) outbox.mark('hosts', host);
}

/** Losing and regaining a host are marks on its charts; switching it off is not a loss. */
function markCrossing({ announce, clock }: FleetTools, id: HostId, before: LinkState, after: LinkState): void {
  if (before.phase === 'connected' && after.phase !== 'connected' && after.phase !== 'off') announce.mark(id, { at: clock.now(), kind: 'host-lost', label: '' });
  if (before.phase !== 'connected' && after.phase === 'connected' && before.lastConnectedAt !== null) announce.mark(id, { at: clock.now(), kind: 'host-back', label: '' });
}

function dropBroker(tools: FleetTools, id: BrokerId): void {
  const { state, outbox } = tools;
  const hosts = state.brokers.get(id)?.hosts ?? [];
  state.brokers.delete(id);
  outbox.markGone('brokers', id);
  for (const record of state.roster.onBroker(id)) {
    if (record.host === null) { dropWorker(tools, record); continue; }
    state.roster.put({ ...record, broker: null, connection: null });
    tools.review(record.key, true);
  }
  markHosts(tools, hosts);
}
