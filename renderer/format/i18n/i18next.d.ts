/** Keys are typed from the English files: a missing or misspelt key does not compile. */
import 'i18next';
import type { english } from './english.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'app';
    resources: typeof english;
  }
}
