// plants: oxlint no-restricted-imports
import { app } from 'electron';
export const a = app;
