/**
 * The small picture in the system's tray, drawn as pixels: a heartbeat line, and a red dot while alerts are open. Pure.
 * Must stay true: every pixel is inside the picture; colours are premultiplied BGRA, as the system wants them.
 */
export type TrayPicture = { readonly width: number; readonly height: number; readonly pixels: Uint8Array };

const beat = [[0, 0.56], [0.28, 0.56], [0.4, 0.22], [0.55, 0.84], [0.67, 0.56], [1, 0.56]] as const;
const alarm = { red: 0xd9, green: 0x3a, blue: 0x2f } as const;

/** `shade` of the line: 0 black to 255 white, against the system's bar. */
export function drawTray(size: number, openCount: number, shade: number): TrayPicture {
  const pixels = new Uint8Array(size * size * 4);
  const put = (x: number, y: number, cover: number, { red, green, blue }: { red: number; green: number; blue: number }): void => {
    const at = (y * size + x) * 4;
    const stays = 1 - cover;
    [blue, green, red, 255].forEach((value, channel) => { pixels[at + channel] = Math.round(value * cover + (pixels[at + channel] ?? 0) * stays); });
  };
  const line = { red: shade, green: shade, blue: shade };
  const half = size * 0.075;
  for (let y = 0; y < size; y += 1) for (let x = 0; x < size; x += 1) {
    const cover = Math.max(0, Math.min(1, half + 0.5 - distanceToBeat(x + 0.5, y + 0.5, size)));
    if (cover > 0) put(x, y, cover, line);
  }
  if (openCount > 0) dot(size, put);
  return { width: size, height: size, pixels };
}

function distanceToBeat(x: number, y: number, size: number): number {
  let nearest = Number.POSITIVE_INFINITY;
  for (let index = 1; index < beat.length; index += 1) {
    const [fromX, fromY] = beat[index - 1] ?? beat[0];
    const [toX, toY] = beat[index] ?? beat[0];
    const across = { x: (toX - fromX) * size, y: (toY - fromY) * size };
    const along = Math.max(0, Math.min(1, ((x - fromX * size) * across.x + (y - fromY * size) * across.y) / (across.x ** 2 + across.y ** 2)));
    nearest = Math.min(nearest, Math.hypot(x - fromX * size - along * across.x, y - fromY * size - along * across.y));
  }
  return nearest;
}

function dot(size: number, put: (x: number, y: number, cover: number, colour: typeof alarm) => void): void {
  const radius = size * 0.26;
  const centre = size - radius;
  for (let y = 0; y < size; y += 1) for (let x = 0; x < size; x += 1) {
    const cover = Math.max(0, Math.min(1, radius + 0.5 - Math.hypot(x + 0.5 - centre, y + 0.5 - radius)));
    if (cover > 0) put(x, y, cover, alarm);
  }
}

/** What the tray says when pointed at. */
export function trayTip(openCount: number, language: string): string {
  const isFrench = language.toLowerCase().startsWith('fr');
  if (openCount === 0) return isFrench ? 'Fleetbeat : aucune alerte' : 'Fleetbeat: no alert';
  if (openCount === 1) return isFrench ? 'Fleetbeat : 1 alerte' : 'Fleetbeat: 1 alert';
  return isFrench ? `Fleetbeat : ${openCount} alertes` : `Fleetbeat: ${openCount} alerts`;
}
