/** Everything a screen may ask for, provided once. */
import type { Ticker } from '#renderer/components/ticker.tsx';
import { TickerProvider } from '#renderer/components/ticker.tsx';
import { FocusMemoryProvider } from '#renderer/components/focus-memory.tsx';
import { NavigateProvider } from '#renderer/components/navigation.tsx';
import { ToastProvider } from '#renderer/components/toast.tsx';
import { TooltipProvider } from '#renderer/components/tooltip.tsx';
import type { I18n } from '#renderer/format/i18n/create-words.ts';
import { AppDoorProvider, type AppDoor } from '#renderer/state/hooks.tsx';
import { Frame } from './frame.tsx';
import { LookProvider } from './look-provider.tsx';

const navigate = (address: string): void => { window.location.hash = address; };

export function Root({ door, ticker, words }: { door: AppDoor; ticker: Ticker; words: I18n }) {
  return (
    <AppDoorProvider door={door}>
      <LookProvider first={words}>
        <TickerProvider ticker={ticker}>
          <NavigateProvider navigate={navigate}>
            <FocusMemoryProvider>
              <TooltipProvider>
                <ToastProvider>
                  <Frame />
                </ToastProvider>
              </TooltipProvider>
            </FocusMemoryProvider>
          </NavigateProvider>
        </TickerProvider>
      </LookProvider>
    </AppDoorProvider>
  );
}
