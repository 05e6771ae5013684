/** Ids of tenants, partners and things, as they stand in paths and keys; free of any library. */
export const ID_PATTERN = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
