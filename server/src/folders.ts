// What lies beside the sources, as seen from their top: there the compiled program and the bundled one stand too.
export const migrationsFolder = new URL('./db/migrations/', import.meta.url);
export const webFolder = new URL('../../web/dist/app/', import.meta.url);
export const guidesFolder = new URL('../../docs/', import.meta.url);
