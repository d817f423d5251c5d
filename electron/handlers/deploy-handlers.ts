/** Commands that put our supervisor on a host, and take it away. */
import type { DeployDesk } from '#electron/deploy/deploy-desk.ts';
import type { Handlers } from '#electron/transport/handlers.ts';

type DeployCommands = 'deploy.plan' | 'deploy.apply' | 'deploy.remove-plan' | 'deploy.remove';

export function createDeployHandlers(desk: DeployDesk): Pick<Handlers, DeployCommands> {
  return {
    'deploy.plan': (request, { signal }) => desk.plan(request, signal),
    'deploy.apply': ({ plan }) => desk.carryOut(plan, 'deploy'),
    'deploy.remove-plan': ({ host }, { signal }) => desk.planRemoval(host, signal),
    'deploy.remove': ({ plan }) => desk.carryOut(plan, 'remove'),
  };
}
