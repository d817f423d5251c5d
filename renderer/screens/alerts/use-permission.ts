/** Whether this browser may show notifications, asked only when a person presses. */
import { useState } from 'react';

export type PermissionState = NotificationPermission | 'missing';

export function useNotificationPermission(): { readonly state: PermissionState; readonly request: () => void } {
  const [state, setState] = useState<PermissionState>(() => ('Notification' in window ? Notification.permission : 'missing'));
  return { state, request: () => { if ('Notification' in window) void Notification.requestPermission().then(setState); } };
}
