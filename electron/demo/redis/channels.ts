/**
 * Publish and subscribe of the simulated Redis: exact channels and glob patterns, global over all databases.
 */
import type { Client } from './client-row.ts';
import { globMatcher } from './glob-match.ts';

export type Channels = {
  subscribe(client: Client, channel: string): void;
  unsubscribe(client: Client, channel: string): void;
  subscribePattern(client: Client, pattern: string): void;
  unsubscribePattern(client: Client, pattern: string): void;
  /** Number of receivers, as PUBLISH answers. */
  publish(channel: string, payload: string): number;
  hasListeners(channel: string): boolean;
  countOf(channel: string): number;
  names(): string[];
  patternCount(): number;
  forget(client: Client): void;
};

export function createChannels(): Channels {
  const exact = new Map<string, Set<Client>>();
  const patterns = new Map<string, { readonly matches: (text: string) => boolean; readonly clients: Set<Client> }>();
  const leave = (client: Client, channel: string) => {
    client.channels.delete(channel);
    const clients = exact.get(channel);
    clients?.delete(client);
    if (clients?.size === 0) exact.delete(channel);
  };
  const leavePattern = (client: Client, pattern: string) => {
    client.patterns.delete(pattern);
    const entry = patterns.get(pattern);
    entry?.clients.delete(client);
    if (entry?.clients.size === 0) patterns.delete(pattern);
  };
  return {
    subscribe(client, channel) {
      client.channels.add(channel);
      const clients = exact.get(channel) ?? new Set();
      exact.set(channel, clients.add(client));
    },
    unsubscribe: leave,
    subscribePattern(client, pattern) {
      client.patterns.add(pattern);
      const entry = patterns.get(pattern) ?? { matches: globMatcher(pattern), clients: new Set<Client>() };
      entry.clients.add(client);
      patterns.set(pattern, entry);
    },
    unsubscribePattern: leavePattern,
    publish(channel, payload) {
      let receivers = 0;
      for (const client of [...(exact.get(channel) ?? [])]) { client.send(['message', channel, payload]); receivers += 1; }
      for (const [pattern, entry] of [...patterns]) {
        if (!entry.matches(channel)) continue;
        for (const client of [...entry.clients]) { client.send(['pmessage', pattern, channel, payload]); receivers += 1; }
      }
      return receivers;
    },
    hasListeners(channel) {
      if (exact.has(channel)) return true;
      for (const entry of patterns.values()) if (entry.matches(channel)) return true;
      return false;
    },
    countOf: (channel) => exact.get(channel)?.size ?? 0,
    names: () => [...exact.keys()],
    patternCount: () => patterns.size,
    forget(client) {
      for (const channel of [...client.channels]) leave(client, channel);
      for (const pattern of [...client.patterns]) leavePattern(client, pattern);
    },
  };
}
