/** Methods that SDKs write by hand beside the operations' own; scenarios call them by the same rule. */
export const conveniences: readonly string[] = ['approvals.waitFor']
