import { env } from './env.ts';

/**
 * Stands in the bundles for the SDK's chain of credential providers, which looks in files, other services and the
 * network for what Lambda puts into the environment; with it goes a seventh of each bundle.
 */
export const defaultProvider = () => async () => env.credentials();
