/**
 * Bands of one row. Health is thin and quiet, trouble is tall and coloured, absence is hatched: height and texture say
 * what hue says. Placed as shares of the width, so that nothing is measured while it moves.
 */
import type { CSSProperties } from 'react';
import type { VerdictKind } from '#shared/domain/worker.ts';
import { classNames } from '#renderer/components/class-names.ts';
import type { PlacedBand } from './band-layout.ts';

type Look = { readonly className: string; readonly style?: CSSProperties };
const hatch = (token: string): CSSProperties => ({ backgroundImage: `repeating-linear-gradient(135deg, var(${token}) 0 1.5px, transparent 1.5px 5px)` });

const looks: Readonly<Record<VerdictKind, Look>> = {
  working: { className: 'h-1 bg-good/65' },
  idle: { className: 'h-1 bg-bar/40' },
  busy: { className: 'h-1 bg-busy/75' },
  restarting: { className: 'h-3.5', style: hatch('--verdict-busy') },
  stopped: { className: 'h-3.5 border-y border-rest/60' },
  deaf: { className: 'h-3.5 bg-warn' },
  blocked: { className: 'h-3.5 bg-warn' },
  crashed: { className: 'h-4.5 bg-bad' },
  unreachable: { className: 'h-3.5', style: hatch('--verdict-away') },
  unknown: { className: 'h-3.5 border-y border-dashed border-away/70' },
};

export function BandSample({ verdict }: { verdict: VerdictKind }) {
  const look = looks[verdict];
  return <span aria-hidden className={classNames('inline-block w-5', look.className)} style={look.style} />;
}

export function VerdictBands({ bands, textOf }: { bands: readonly PlacedBand[]; textOf: (band: PlacedBand) => string }) {
  return bands.map((band) => {
    const look = looks[band.verdict];
    return (
      <span
        key={`${band.from} ${band.verdict}`}
        title={textOf(band)}
        className={classNames('absolute top-1/2 -translate-y-1/2', look.className)}
        style={{ ...look.style, left: `${band.left * 100}%`, width: `${band.width * 100}%` }}
      />
    );
  });
}
