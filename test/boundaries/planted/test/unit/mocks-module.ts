// plants: oxlint no-restricted-properties
import { vi } from 'vitest';
vi.mock('x');
