/** Words of the shared components, English: the source of the keys. */
export const parts = {
  close: 'Close',
  cancel: 'Cancel',
  copy: 'Copy',
  copied: 'Copied',
  unknown: 'Not known',
  neverSeen: 'Never seen',
  ago: '{{age}} ago',
  notifications: 'Notifications',
} as const;
