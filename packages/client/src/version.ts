/** Equal to package.json's, which a test asserts. */
export const version = '1.0.0-alpha.1'
