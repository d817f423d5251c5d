// plants: oxlint no-restricted-imports
import { useState } from 'react';
export const a = useState;
