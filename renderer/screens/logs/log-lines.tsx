/**
 * The lines on screen, drawn only where they are seen, whatever is read in front of them or behind. Follows the newest
 * while nobody scrolls up. j and k move, Enter opens a line, n and N go to the next match, f follows, Home and End
 * go to the oldest and the newest line.
 */
import type { KeyboardEvent } from 'react';
import { memo, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { classNames } from '#renderer/components/class-names.ts';
import { indexAtTime, keyOfLine } from '#renderer/state/logs/log-buffer.ts';
import type { LogPicture } from '#renderer/state/logs/log-board.ts';
import type { LogSession } from '#renderer/state/logs/log-session.ts';
import type { LogLine } from '#shared/domain/log.ts';
import { LogLineRow, type LineRanges } from './log-line.tsx';

const rowPx = 20;
const spare = 12;
/** Closer than this to an end, the next page is read. */
const nearRows = 120;

type LinesProps = {
  session: LogSession;
  picture: LogPicture;
  selected: LogLine | null;
  onSelect: (line: LogLine | null) => void;
  onVisible: (first: LogLine | null, last: LogLine | null) => void;
  rangesOf: (line: LogLine) => LineRanges | undefined;
  fromOf: (line: LogLine) => string;
  onMatch: (by: 1 | -1) => void;
};

function useViewport(props: Pick<LinesProps, 'picture' | 'session'>) {
  const { picture, session } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(600);
  const seen = useRef({ epoch: -1, shift: 0 });
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => setHeight(element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const before = seen.current;
    seen.current = { epoch: picture.epoch, shift: picture.shift };
    if (picture.isFollowing) element.scrollTop = element.scrollHeight;
    else if (before.epoch !== picture.epoch) element.scrollTop = targetTop(picture, element.clientHeight);
    else if (before.shift !== picture.shift) element.scrollTop += (picture.shift - before.shift) * rowPx;
    setTop(element.scrollTop);
  }, [picture.revision, picture.epoch, picture.shift, picture.isFollowing, picture, height]);
  const onScroll = (): void => {
    const element = scroller.current;
    if (element === null) return;
    setTop(element.scrollTop);
    const below = element.scrollHeight - element.clientHeight - element.scrollTop;
    if (picture.isFollowing && below > rowPx * 3) session.pause();
  };
  const first = Math.max(0, Math.floor(top / rowPx));
  const last = Math.min(picture.lines.length - 1, Math.ceil((top + height) / rowPx));
  const { lines, hasEarlier, hasLater, phase, isReadingEarlier, isReadingLater } = picture;
  useEffect(() => {
    if (phase !== 'ready') return;
    if (first < nearRows && hasEarlier && !isReadingEarlier) session.readEarlier();
    if (last > lines.length - nearRows && hasLater && !isReadingLater && !picture.isFollowing) session.readLater();
  }, [first, last, lines.length, phase, hasEarlier, hasLater, isReadingEarlier, isReadingLater, picture.isFollowing, session]);
  const reveal = (index: number): void => {
    const element = scroller.current;
    if (element === null) return;
    if (index * rowPx < element.scrollTop) element.scrollTop = index * rowPx;
    else if ((index + 1) * rowPx > element.scrollTop + element.clientHeight) element.scrollTop = (index + 1) * rowPx - element.clientHeight;
  };
  return { scroller, onScroll, first, last, rows: Math.max(1, Math.floor(height / rowPx) - 1), reveal };
}

/** A third of the way down, so that what led to it stands above it. */
function targetTop({ lines, target }: LogPicture, height: number): number {
  const index = target === null ? lines.length : typeof target === 'number' ? indexAtTime(lines, target) : lines.findIndex((line) => keyOfLine(line) === keyOfLine(target));
  return Math.max(0, index * rowPx - (target === null ? 0 : height / 3));
}

export const LogLines = memo(function LogLines(props: LinesProps) {
  const { t } = useTranslation('logs');
  const { picture, session, selected } = props;
  const { lines } = picture;
  const id = useId();
  const { scroller, onScroll, first, last, rows, reveal } = useViewport(props);
  const { onVisible } = props;
  const firstLine = lines[first] ?? null;
  const lastLine = lines[last] ?? null;
  useEffect(() => onVisible(firstLine, lastLine), [onVisible, firstLine, lastLine]);
  const selectedKey = selected === null ? null : keyOfLine(selected);
  const selectedIndex = selected === null ? -1 : nearIndex(lines, selected);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Home') { event.preventDefault(); return session.jumpToOldest(); }
    if (event.key === 'End') { event.preventDefault(); return session.follow(); }
    if (event.key === 'f') { event.preventDefault(); return picture.isFollowing ? session.pause() : session.follow(); }
    if (event.key === 'n' || event.key === 'N') { event.preventDefault(); return props.onMatch(event.key === 'n' ? 1 : -1); }
    if (event.key === 'Escape') return props.onSelect(null);
    const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1, PageDown: rows, PageUp: -rows }[event.key];
    if (step === undefined || lines.length === 0) return;
    event.preventDefault();
    if (step < 0 && picture.isFollowing) session.pause();
    const from = selectedIndex === -1 ? (picture.isFollowing ? lines.length : first) : selectedIndex;
    const next = Math.min(lines.length - 1, Math.max(0, from + step));
    reveal(next);
    props.onSelect(lines[next] ?? null);
  };
  const from = Math.max(0, first - spare);
  const shown = lines.slice(from, last + 1 + spare);
  return (
    <div
      ref={scroller}
      role="listbox"
      aria-label={t('list')}
      aria-busy={picture.phase === 'loading'}
      aria-activedescendant={selectedIndex >= from && selectedIndex < from + shown.length ? `${id}-${selectedIndex}` : undefined}
      tabIndex={0}
      onScroll={onScroll}
      onKeyDown={onKeyDown}
      className="relative min-h-0 flex-1 overflow-x-hidden overflow-y-scroll text-sm [overflow-anchor:none] focus-visible:-outline-offset-2"
    >
      <div className="relative" style={{ height: lines.length * rowPx }}>
        {shown.map((line, offset) => {
          const index = from + offset;
          const isHere = selectedKey !== null && index === selectedIndex;
          return (
            <div
              key={keyOfLine(line)}
              id={`${id}-${index}`}
              role="option"
              aria-selected={isHere}
              onClick={() => props.onSelect(isHere ? null : line)}
              className={classNames('absolute inset-x-0 flex h-5 items-center gap-2 px-4 leading-5', isHere ? 'bg-selected' : 'hover:bg-hover', (line.level === 'error' || line.level === 'critical') && !isHere && 'bg-bad/5')}
              style={{ top: index * rowPx }}
            >
              <LogLineRow line={line} from={props.fromOf(line)} ranges={props.rangesOf(line)} isHere={isHere} />
            </div>
          );
        })}
      </div>
    </div>
  );
});

function nearIndex(lines: readonly LogLine[], wanted: LogLine): number {
  const key = keyOfLine(wanted);
  for (let index = indexAtTime(lines, wanted.at); index < lines.length && (lines[index]?.at ?? Infinity) <= wanted.at; index += 1) {
    const line = lines[index];
    if (line !== undefined && keyOfLine(line) === key) return index;
  }
  return -1;
}
