/** Words of the scenario editor. */
export const editor = {} as const;
