/** Words of the views on results and of the charts. */
export const views = {} as const;
