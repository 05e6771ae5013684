import type { Node } from 'constructs';
import { assignmentFault, isRole, ROLE_NAMES, type Role } from '../functions/domain/roles.ts';

/** A machine client of the context `machineClients`: who it is for the ledger. */
export type MachineClient = {
  readonly name: string;
  readonly tenant: string;
  readonly role: Role;
  readonly partner?: string;
};

/** What the context says of who may call, and from where. */
export type AccessContext = {
  /** `cognito`: the stack makes a user pool; `own`: every token is of the issuer that the parameter names. */
  readonly identity: 'cognito' | 'own';
  /** Where the sign-in page may send people back to. */
  readonly callbackUrls: readonly string[];
  readonly machineClients: readonly MachineClient[];
  /** Pages of these origins may call the API from a browser. */
  readonly corsOrigins: readonly string[];
};

/** API Gateway takes 50 audiences; one of them is the app of people. */
const MOST_MACHINE_CLIENTS = 49;

/** Where apps under development listen, and those on phones and desktops (RFC 8252). */
const LOOPBACK = 'http://localhost:3000/signed-in';

class Misfit extends Error {}

const refuse = (name: string, what: string, value: unknown): never => {
  throw new Misfit(`The context "${name}" must be ${what}, not ${JSON.stringify(value)}`);
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** A list as it stands in a file, or on a command line: as JSON, or parted by commas. */
const listIn = (node: Node, name: string): readonly unknown[] => {
  const value: unknown = node.tryGetContext(name) ?? [];
  if (Array.isArray(value)) return value;
  if (typeof value !== 'string') return refuse(name, 'a list', value);
  if (value.trim() === '') return [];
  if (!value.trim().startsWith('[')) return value.split(',').map((one) => one.trim());
  const list = parsed(value);
  return Array.isArray(list) ? list : refuse(name, 'a list', value);
};

const urlOf = (value: unknown): URL | undefined =>
  typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined;
const isLoopback = ({ hostname }: URL): boolean => hostname === 'localhost' || hostname === '127.0.0.1';

/** Plain http only on one's own machine. */
const isTrusted = (url: URL): boolean =>
  url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url));

const originsIn = (node: Node): readonly string[] => {
  const given = listIn(node, 'corsOrigins').map((value) => {
    const url = urlOf(value);
    const says = 'origins like https://stock.example.com, without path and without *';
    return url !== undefined && isTrusted(url) && url.origin === value && !url.hostname.includes('*')
      ? url.origin
      : refuse('corsOrigins', says, value);
  });
  return [...new Set(given)];
};

/** One place, and no password in it. */
const isPlain = ({ href, hostname, username, password }: URL): boolean =>
  !href.includes('#') && !hostname.includes('*') && username === '' && password === '';

/** Apps on phones have a scheme of their own, such as `com.example.stock://signed-in`. */
const callbacksIn = (node: Node): readonly string[] => {
  const given = listIn(node, 'callbackUrls').map((value) => {
    const url = urlOf(value);
    const isApp = url !== undefined && /^[a-z][a-z0-9+-]*\.[a-z0-9.+-]+:$/.test(url.protocol);
    return typeof value === 'string' && url !== undefined && (isApp || isTrusted(url)) && isPlain(url)
      ? value
      : refuse(
          'callbackUrls',
          'https URLs, or those of an app, without #, a password, or * in the host',
          value,
        );
  });
  return given.length === 0 ? [LOOPBACK] : [...new Set(given)];
};

const isText = (value: unknown): value is string => typeof value === 'string';

const machineClientOf = (value: unknown): MachineClient => {
  const says = `objects {name, tenant, role, partner?} with a role of ${ROLE_NAMES.join(', ')}`;
  if (typeof value !== 'object' || value === null) return refuse('machineClients', says, value);
  const { name, tenant, role, partner, ...others } = Object.fromEntries(Object.entries(value));
  const isWhole = isText(name) && isText(tenant) && isText(role) && Object.keys(others).length === 0;
  if (!isWhole || !isRole(role) || !(partner === undefined || isText(partner)))
    return refuse('machineClients', says, value);
  if (!/^[a-z][a-z0-9-]{0,39}$/.test(name))
    return refuse('machineClients', 'named in lower case, up to 40 characters', name);
  const fault = assignmentFault({ tenant, roles: [role], partner });
  if (fault !== undefined) return refuse('machineClients', `assignable (${fault})`, value);
  return { name, tenant, role, ...(partner === undefined ? {} : { partner }) };
};

const machineClientsIn = (node: Node): readonly MachineClient[] => {
  const clients = listIn(node, 'machineClients').map(machineClientOf);
  if (new Set(clients.map(({ name }) => name)).size < clients.length)
    return refuse('machineClients', 'of different names', clients);
  return clients.length > MOST_MACHINE_CLIENTS
    ? refuse('machineClients', `${MOST_MACHINE_CLIENTS} at most`, clients.length)
    : clients;
};

const identityIn = (node: Node): AccessContext['identity'] => {
  const value: unknown = node.tryGetContext('identity') ?? 'cognito';
  return value === 'cognito' || value === 'own' ? value : refuse('identity', '"cognito" or "own"', value);
};

/** What says who gets tokens of the user pool. */
const OF_THE_POOL = ['machineClients', 'callbackUrls'] as const;

/** @throws Error that names the context which cannot be taken */
export const accessContextOf = (node: Node): AccessContext => {
  const identity = identityIn(node);
  for (const name of identity === 'own' ? OF_THE_POOL : []) {
    const given = listIn(node, name);
    if (given.length > 0) refuse(name, 'left out where "identity" is "own"', given);
  }
  return {
    identity,
    callbackUrls: callbacksIn(node),
    machineClients: machineClientsIn(node),
    corsOrigins: originsIn(node),
  };
};
