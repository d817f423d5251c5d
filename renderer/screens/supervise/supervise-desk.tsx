/** The one dialog that answers what a person is about to do, wherever in the window it was asked for. */
import { useActions, useApp } from '#renderer/state/hooks.tsx';
import { ActDialog } from './act-dialog.tsx';
import { FollowDialog } from './follow-dialog.tsx';
import { PermissionsDialog } from './permissions-dialog.tsx';
import { RecoverDialog } from './recover-dialog.tsx';

export function SuperviseDesk() {
  const { wish } = useActions();
  const present = useApp((state) => state.wish);
  const close = (): void => wish(null);
  switch (present?.kind) {
    case 'act': return <ActDialog key={JSON.stringify(present)} verb={present.verb} workers={present.workers} onClose={close} />;
    case 'recover': return <RecoverDialog key={JSON.stringify(present)} wish={present} onClose={close} />;
    case 'permissions': return <PermissionsDialog key={present.worker} worker={present.worker} onClose={close} />;
    case 'follow': return <FollowDialog key={present.operation} id={present.operation} onClose={close} />;
    case undefined: return null;
  }
}
