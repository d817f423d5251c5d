/** Door of the Celery room. */
export { createBrokerWatch } from './create-broker-watch.ts';
export type { BrokerWatchNeeds } from './create-broker-watch.ts';
export type { BrokerWatch } from './broker-watch.ts';
export { parseBrokerUrl } from './core/parse-broker-url.ts';
