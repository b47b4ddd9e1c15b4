/**
 * The newest migration that this code was written for. With an older schema the service is not ready; with a newer one it
 * is, so that the next release can migrate while this one is still serving.
 */
export const SCHEMA_VERSION = 9;
