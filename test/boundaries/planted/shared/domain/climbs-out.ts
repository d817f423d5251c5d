// plants: types shared
export { leak } from '../../electron/probes/leak.ts';
