/** A page of a project in Supabase's dashboard; of the one last used there where the address does not tell which. */
export function dashboard(url: string, page: string): string {
  const ref = /^https:\/\/([a-z0-9]+)\.supabase\.co$/.exec(url)?.[1] ?? "_";
  return `https://supabase.com/dashboard/project/${ref}${page && `/${page}`}`;
}
