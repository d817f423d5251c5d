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
import { evictionPolicy } from './redis/red-02-eviction-policy.ts';
import { memoryLimitUnit } from './configuration/cfg-01-memory-limit-unit.ts';

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
  evictionPolicy,
  memoryLimitUnit,
];
