/** The door of the room: the desk with the files it puts on a Pi; without them, one that refuses. */
import { absentDeployDesk, type DeployDesk } from './deploy-desk.ts';
import { createDeployDesk, type DeployNeeds } from './create-deploy-desk.ts';

export type DeployScripts = { readonly hand: string; readonly supervisor: string; readonly worker: string };

export function openDeploy(needs: Omit<DeployNeeds, 'script' | 'files'> & { readonly deployScripts: DeployScripts | null }): DeployDesk {
  const { deployScripts } = needs;
  if (deployScripts === null) return absentDeployDesk;
  const version = /^VERSION = "([^"]+)"$/m.exec(deployScripts.supervisor)?.[1] ?? '0';
  return createDeployDesk({ ...needs, script: deployScripts.hand, files: { supervisor: deployScripts.supervisor, worker: deployScripts.worker, version } });
}
