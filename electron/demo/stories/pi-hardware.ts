/** The Raspberry Pis that the stories run on, with the figures real ones show. */
import type { Hardware } from '#electron/demo/linux/sim-machine.ts';

type Model = 'pi-3' | 'pi-4' | 'pi-5' | 'zero-2';

const models: Readonly<Record<Model, Omit<Hardware, 'hostname' | 'bootId' | 'uptimeS'>>> = {
  'pi-3': { ...base(), model: 'Raspberry Pi 3 Model B Rev 1.2', memKiB: 931_820, swapKiB: 102_396, hasPressure: false, diskTotalBytes: 15_500_000_000, diskUsedBytes: 13_300_000_000, idleMilliC: 78_500, perCoreMilliC: 2600 },
  'pi-4': { ...base(), model: 'Raspberry Pi 4 Model B Rev 1.4', memKiB: 3_884_344, swapKiB: 204_796, hasPressure: true, diskTotalBytes: 31_200_000_000, diskUsedBytes: 9_800_000_000, idleMilliC: 47_200, perCoreMilliC: 4100 },
  'pi-5': { ...base(), model: 'Raspberry Pi 5 Model B Rev 1.0', memKiB: 8_256_544, swapKiB: 204_784, pageSize: 16_384, kernel: '6.6.51+rpt-rpi-2712', hasPressure: true, diskTotalBytes: 250_000_000_000, diskUsedBytes: 121_000_000_000, idleMilliC: 50_900, perCoreMilliC: 5200 },
  'zero-2': { ...base(), model: 'Raspberry Pi Zero 2 W Rev 1.0', memKiB: 437_940, swapKiB: 102_396, hasPressure: false, diskTotalBytes: 15_500_000_000, diskUsedBytes: 4_700_000_000, idleMilliC: 44_000, perCoreMilliC: 4800 },
};

function base() {
  return { cores: 4, pageSize: 4096, kernel: '6.6.51+rpt-rpi-v8', architecture: 'aarch64', osName: 'Debian GNU/Linux 12 (bookworm)', python: '3.11.2' } as const;
}

export function piHardware(model: Model, hostname: string, bootId: string, uptimeDays: number): Hardware {
  return { ...models[model], hostname, bootId, uptimeS: Math.round(uptimeDays * 86_400) };
}
