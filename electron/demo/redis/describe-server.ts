/** The text of INFO, section by section, in the form of Redis 7.0. */
import type { Server } from './command.ts';

export function describeServer(server: Server, wanted: readonly string[]): string {
  const now = server.clock.now();
  const uptimeS = Math.floor((now - server.startedAt) / 1000);
  const clients = server.clients();
  const used = server.settings.usedMemory();
  const keyspace = server.databases().filter((db) => server.space(db).size() > 0)
    .map((db): [string, string] => [`db${db}`, `keys=${server.space(db).size()},expires=0,avg_ttl=0`]);
  const sections: Readonly<Record<string, readonly (readonly [string, string | number])[]>> = {
    Server: [['redis_version', server.settings.version], ['redis_mode', 'standalone'], ['os', 'Linux 6.6.51+rpt-rpi-v8 aarch64'], ['arch_bits', 64],
      ['process_id', 612], ['run_id', server.settings.runId], ['tcp_port', 6379], ['uptime_in_seconds', uptimeS], ['uptime_in_days', Math.floor(uptimeS / 86_400)]],
    Clients: [['connected_clients', clients.length], ['maxclients', 10_000], ['blocked_clients', clients.filter((row) => row.waiting !== null || row.isPopping).length]],
    Memory: [['used_memory', used], ['used_memory_human', `${(used / 1048576).toFixed(2)}M`], ['used_memory_rss', Math.round(used * 1.4)], ['used_memory_peak', Math.round(used * 1.1)],
      ['maxmemory', server.settings.maxMemory], ['maxmemory_policy', server.settings.policy], ['mem_fragmentation_ratio', '1.40'], ['mem_allocator', 'jemalloc-5.2.1']],
    Persistence: [['loading', 0], ['rdb_changes_since_last_save', 12], ['rdb_bgsave_in_progress', 0], ['rdb_last_save_time', Math.floor(server.startedAt / 1000)],
      ['rdb_last_bgsave_status', 'ok'], ['aof_enabled', 0], ['aof_last_bgrewrite_status', 'ok'], ['aof_last_write_status', 'ok']],
    Stats: [['total_connections_received', server.counters.connections], ['total_commands_processed', server.counters.commands], ['rejected_connections', 0],
      ['expired_keys', 0], ['evicted_keys', 0], ['pubsub_channels', server.channels.names().length], ['pubsub_patterns', server.channels.patternCount()]],
    Replication: [['role', 'master'], ['connected_slaves', 0]],
    CPU: [['used_cpu_sys', (uptimeS * 0.0011).toFixed(6)], ['used_cpu_user', (uptimeS * 0.0017).toFixed(6)]],
    Keyspace: keyspace,
  };
  const names = wanted.map((name) => name.toLowerCase());
  const isAll = names.length === 0 || names.some((name) => ['all', 'default', 'everything'].includes(name));
  return Object.entries(sections).filter(([name]) => isAll || names.includes(name.toLowerCase()))
    .map(([name, rows]) => `# ${name}\r\n${rows.map(([key, value]) => `${key}:${value}\r\n`).join('')}`).join('\r\n');
}
