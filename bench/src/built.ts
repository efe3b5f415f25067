/** A module of the built server. Not a dependency: what is measured is the built program, whatever its modules are. */
export async function built<T>(path: string): Promise<T> {
  return (await import(new URL(`../../server/dist/${path}`, import.meta.url).href)) as T;
}
