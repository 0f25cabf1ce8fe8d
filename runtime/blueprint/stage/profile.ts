/** The kinds of stage: `dev` is cheap and deletable, `prod` is protected, retained and watched. Defaults follow them. */
export const profiles = ['dev', 'prod'] as const;

/** A kind of stage. */
export type Profile = (typeof profiles)[number];

/** One default for each profile. */
export function byProfile<T>(profile: Profile, defaults: Readonly<Record<Profile, T>>): T {
  return defaults[profile];
}
