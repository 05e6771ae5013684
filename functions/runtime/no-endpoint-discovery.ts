/**
 * Stands in the bundles for the SDK's discovery of endpoints, which is off unless a variable of the environment or a
 * file turns it on; with it goes its cache.
 */
export const NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS = {
  environmentVariableSelector: () => undefined,
  configFileSelector: () => undefined,
  default: undefined,
};

export const resolveEndpointDiscoveryConfig = <Config>(config: Config): Config => config;
