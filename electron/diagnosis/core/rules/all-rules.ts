/** Every check there is, in the order of a report. A new one is its file and its line here. */
import type { Rule } from '#electron/diagnosis/core/rule.ts';
import { memoryUsed } from './system/sys-01-memory-used.ts';
import { memoryPressure } from './system/sys-02-memory-pressure.ts';
import { majorFaults } from './system/sys-02b-major-faults.ts';
import { swapThrash } from './system/sys-03-swap-thrash.ts';
import { swapDevice } from './system/sys-04-swap-device.ts';
import { loadPerCore } from './system/sys-05-load-per-core.ts';
import { uninterruptible } from './system/sys-06-uninterruptible.ts';
import { diskStall } from './system/sys-07-disk-stall.ts';
import { unexpectedReboot } from './system/sys-08-unexpected-reboot.ts';
import { modelKnown } from './system/sys-09-model.ts';
import { userlandBits } from './system/sys-10-userland-bits.ts';
import { pageSizeFits } from './system/sys-11-page-size.ts';
import { kernelAndRelease } from './system/sys-12-kernel-and-release.ts';
import { openFiles } from './system/sys-13-open-files.ts';
import { processLimits } from './system/sys-14-process-limits.ts';
import { failedUnits } from './system/sys-15-failed-units.ts';
import { underVoltage } from './power/pwr-01-under-voltage.ts';
import { voltageLines } from './power/pwr-02-voltage-lines.ts';
import { temperature } from './power/pwr-03-temperature.ts';
import { throttledNow } from './power/pwr-04-throttled.ts';
import { fanStopped } from './power/pwr-05-fan.ts';
import { governorSaves } from './power/pwr-06-governor.ts';
import { supplyCurrent } from './power/pwr-07-supply-current.ts';
import { readOnlyMounts } from './storage/sto-01-read-only.ts';
import { diskSpace } from './storage/sto-02-disk-space.ts';
import { inodesLeft } from './storage/sto-03-inodes.ts';
import { ioErrors } from './storage/sto-04-io-errors.ts';
import { writeRate } from './storage/sto-05-write-rate.ts';
import { cardLife } from './storage/sto-06-card-life.ts';
import { containerLogs } from './storage/sto-07-container-logs.ts';
import { logsInTmp } from './storage/sto-08-logs-in-tmp.ts';
import { networkMounts } from './storage/sto-09-network-mounts.ts';
import { beatSchedule } from './storage/sto-10-beat-schedule.ts';
import { sshLatency } from './network/net-01-latency.ts';
import { wifiPowerSave } from './network/net-02-wifi-power-save.ts';
import { wifiSignal } from './network/net-03-wifi-signal.ts';
import { linkFlaps } from './network/net-04-link-flaps.ts';
import { brokerName } from './network/net-05-broker-name.ts';
import { brokerPort } from './network/net-06-broker-port.ts';
import { brokerRoundTrip } from './network/net-07-broker-round-trip.ts';
import { emptyBrokerHost } from './network/net-08-empty-broker-host.ts';
import { clockSkew } from './network/tim-01-clock-skew.ts';
import { timeService } from './network/tim-02-time-service.ts';
import { timezoneMix } from './network/tim-03-timezone.ts';
import { watchCost } from './network/ssh-01-server.ts';
import { noisyShell } from './network/ssh-02-noisy-shell.ts';
import { hostKeyChanged } from './network/ssh-03-host-key.ts';
import { redisReachable } from './redis/red-01-reachable.ts';
import { evictionPolicy } from './redis/red-02-eviction-policy.ts';
import { evictionsHappened } from './redis/red-03-evictions.ts';
import { redisHeadroom } from './redis/red-04-memory-headroom.ts';
import { promisedMemory } from './redis/red-05-promised-memory.ts';
import { redisPersistence } from './redis/red-06-persistence.ts';
import { redisFork } from './redis/red-07-fork.ts';
import { idleTimeout } from './redis/red-08-idle-timeout.ts';
import { redisClients } from './redis/red-09-clients.ts';
import { redisExposure } from './redis/red-10-exposure.ts';
import { slowCommands } from './redis/red-11-slow-commands.ts';
import { queueGrowth } from './redis/red-12-queue-growth.ts';
import { oldestUnacked } from './redis/red-13-oldest-unacked.ts';
import { orphanUnacked } from './redis/red-14-orphan-unacked.ts';
import { visibilityTimeout } from './redis/red-15-visibility-timeout.ts';
import { resultBloat } from './redis/red-16-results.ts';
import { deadBindings } from './redis/red-17-dead-bindings.ts';
import { redisVersion } from './redis/red-18-version.ts';
import { wrongType } from './redis/red-19-wrong-type.ts';
import { sharedDatabase } from './redis/red-20-shared-database.ts';
import { memoryLimitUnit } from './configuration/cfg-01-memory-limit-unit.ts';
import { ignoredLimits } from './configuration/cfg-02-ignored-limits.ts';
import { unknownSettings } from './configuration/cfg-03-unknown-settings.ts';
import { heartbeatInterval } from './configuration/cfg-04-heartbeat.ts';
import { concurrencyFits } from './configuration/cfg-05-concurrency.ts';
import { prefetchFits } from './configuration/cfg-06-prefetch.ts';
import { deadTime } from './configuration/cfg-07-dead-time.ts';
import { lateAcks } from './configuration/cfg-08-late-acks.ts';
import { timeLimits } from './configuration/cfg-09-time-limits.ts';
import { threadCapsSet } from './configuration/cfg-10-thread-caps.ts';
import { oversubscription } from './configuration/cfg-11-oversubscription.ts';
import { addressSpace } from './configuration/cfg-12-address-space.ts';
import { nativeStack } from './configuration/cfg-13-native-stack.ts';
import { acceptsPickle } from './configuration/cfg-14-pickle.ts';
import { rootWorker } from './configuration/cfg-15-root-worker.ts';
import { duplicateNames } from './configuration/cfg-16-duplicate-names.ts';
import { beatCount } from './configuration/cfg-17-beats.ts';
import { healthCheckCost } from './configuration/cfg-18-health-checks.ts';
import { brokerRetries } from './configuration/cfg-19-broker-retries.ts';
import { versionBugs } from './configuration/cfg-20-version-bugs.ts';
import { environmentTooLate } from './configuration/cfg-21-environment-too-late.ts';
import { misreadSettings } from './configuration/cfg-22-misread-settings.ts';
import { idleVariables } from './configuration/cfg-23-idle-variables.ts';
import { poolInCode } from './configuration/cfg-24-pool-in-code.ts';
import { silentWorker } from './runtime/run-01-silent-worker.ts';
import { noReply } from './runtime/run-02-no-reply.ts';
import { missedHeartbeat } from './runtime/run-03-missed-heartbeat.ts';
import { notConsuming } from './runtime/run-04-not-consuming.ts';
import { queueWithoutConsumer } from './runtime/run-05-queue-without-consumer.ts';
import { stuckTask } from './runtime/run-06-stuck-task.ts';
import { noThroughput } from './runtime/run-07-no-throughput.ts';
import { taskFailures } from './runtime/run-08-failures.ts';
import { retryStorm } from './runtime/run-09-retries.ts';
import { revokedTasks } from './runtime/run-10-revoked.ts';
import { recyclingStorm } from './runtime/run-11-recycling-storm.ts';
import { driftWarning } from './runtime/run-12-drift-warning.ts';
import { gossipOff } from './runtime/run-13-gossip-off.ts';
import { beatStalled } from './runtime/run-14-beat-stalled.ts';
import { workersPresent } from './processes/pro-01-workers-present.ts';
import { pipeFull } from './processes/pro-02-pipe-full.ts';
import { zombies } from './processes/pro-03-zombies.ts';
import { orphans } from './processes/pro-04-orphans.ts';
import { memoryOfWorkers } from './processes/pro-05-memory-of-workers.ts';
import { cpuPegged } from './processes/pro-06-cpu-pegged.ts';
import { stoppedProcess } from './processes/pro-07-stopped.ts';
import { oomOrder } from './processes/pro-08-oom-order.ts';
import { replacedFiles } from './processes/pro-09-replaced-files.ts';
import { unsupervised } from './processes/pro-10-unsupervised.ts';
import { stalePidFile } from './processes/pro-11-pid-files.ts';
import { dockerDaemon } from './docker/doc-01-daemon.ts';
import { containersHealthy } from './docker/doc-02-containers-healthy.ts';
import { containerRestarts } from './docker/doc-03-restart-loop.ts';
import { containerExit } from './docker/doc-04-exit-cause.ts';
import { unenforcedLimits } from './docker/doc-05-unenforced-limits.ts';
import { sumOfLimits } from './docker/doc-06-sum-of-limits.ts';
import { groupMemory } from './docker/doc-07-group-memory.ts';
import { gracePeriod } from './docker/doc-08-grace-period.ts';
import { shellAsInit } from './docker/doc-09-shell-as-init.ts';
import { memoryUnset } from './docker/doc-10-memory-unset.ts';
import { imageArchitecture } from './docker/doc-11-architecture.ts';
import { unitState } from './supervision/svc-01-unit-state.ts';
import { unitRestarts } from './supervision/svc-02-unit-restarts.ts';
import { startLimit } from './supervision/svc-03-start-limit.ts';
import { stopSettings } from './supervision/svc-04-stop-settings.ts';
import { noRestart } from './supervision/svc-05-no-restart.ts';
import { reloadNeeded } from './supervision/svc-06-reload-needed.ts';
import { lingerOff } from './supervision/svc-07-linger.ts';
import { oomPolicy } from './supervision/svc-08-oom-policy.ts';
import { killedAtStop } from './supervision/svc-09-crash-exit.ts';
import { programStates } from './supervision/sup-01-program-states.ts';
import { flapping } from './supervision/sup-02-flapping.ts';
import { exitStatus } from './supervision/sup-03-exit-status.ts';
import { programStop } from './supervision/sup-04-stop-settings.ts';
import { openControl } from './supervision/sup-05-open-control.ts';
import { reportSupervisor } from './supervision/own-01-report-supervisor.ts';
import { killed } from './logs/log-01-kills.ts';
import { nativeCrashes } from './logs/log-02-native-crashes.ts';
import { kernelOom } from './logs/log-03-kernel-oom.ts';
import { poolLost } from './logs/log-04-pool-lost.ts';
import { brokerErrors } from './logs/log-05-broker-errors.ts';
import { timeLimitsHit } from './logs/log-06-time-limits-hit.ts';
import { initMarkers } from './logs/log-07-init-markers.ts';
import { coreFiles } from './logs/log-08-core-files.ts';
import { silentLogs } from './logs/log-09-silent-logs.ts';
import { volatileJournal } from './logs/log-10-volatile-journal.ts';

export const allRules: readonly Rule[] = [
  memoryUsed,
  memoryPressure,
  majorFaults,
  swapThrash,
  swapDevice,
  loadPerCore,
  uninterruptible,
  diskStall,
  unexpectedReboot,
  modelKnown,
  userlandBits,
  pageSizeFits,
  kernelAndRelease,
  openFiles,
  processLimits,
  failedUnits,
  underVoltage,
  voltageLines,
  temperature,
  throttledNow,
  fanStopped,
  governorSaves,
  supplyCurrent,
  readOnlyMounts,
  diskSpace,
  inodesLeft,
  ioErrors,
  writeRate,
  cardLife,
  containerLogs,
  logsInTmp,
  networkMounts,
  beatSchedule,
  sshLatency,
  wifiPowerSave,
  wifiSignal,
  linkFlaps,
  brokerName,
  brokerPort,
  brokerRoundTrip,
  emptyBrokerHost,
  clockSkew,
  timeService,
  timezoneMix,
  watchCost,
  noisyShell,
  hostKeyChanged,
  redisReachable,
  evictionPolicy,
  evictionsHappened,
  redisHeadroom,
  promisedMemory,
  redisPersistence,
  redisFork,
  idleTimeout,
  redisClients,
  redisExposure,
  slowCommands,
  queueGrowth,
  oldestUnacked,
  orphanUnacked,
  visibilityTimeout,
  resultBloat,
  deadBindings,
  redisVersion,
  wrongType,
  sharedDatabase,
  memoryLimitUnit,
  ignoredLimits,
  unknownSettings,
  heartbeatInterval,
  concurrencyFits,
  prefetchFits,
  deadTime,
  lateAcks,
  timeLimits,
  threadCapsSet,
  oversubscription,
  addressSpace,
  nativeStack,
  acceptsPickle,
  rootWorker,
  duplicateNames,
  beatCount,
  healthCheckCost,
  brokerRetries,
  versionBugs,
  environmentTooLate,
  misreadSettings,
  idleVariables,
  poolInCode,
  silentWorker,
  noReply,
  missedHeartbeat,
  notConsuming,
  queueWithoutConsumer,
  stuckTask,
  noThroughput,
  taskFailures,
  retryStorm,
  revokedTasks,
  recyclingStorm,
  driftWarning,
  gossipOff,
  beatStalled,
  workersPresent,
  pipeFull,
  zombies,
  orphans,
  memoryOfWorkers,
  cpuPegged,
  stoppedProcess,
  oomOrder,
  replacedFiles,
  unsupervised,
  stalePidFile,
  dockerDaemon,
  containersHealthy,
  containerRestarts,
  containerExit,
  unenforcedLimits,
  sumOfLimits,
  groupMemory,
  gracePeriod,
  shellAsInit,
  memoryUnset,
  imageArchitecture,
  unitState,
  unitRestarts,
  startLimit,
  stopSettings,
  noRestart,
  reloadNeeded,
  lingerOff,
  oomPolicy,
  killedAtStop,
  programStates,
  flapping,
  exitStatus,
  programStop,
  openControl,
  reportSupervisor,
  killed,
  nativeCrashes,
  kernelOom,
  poolLost,
  brokerErrors,
  timeLimitsHit,
  initMarkers,
  coreFiles,
  silentLogs,
  volatileJournal,
];
